/**
 * The page's end of the worker that prepares pictures. Invariant: a worker that fails, or never was
 * one, is an answer like any other; it ends with its owner.
 */

import type { PictureAnswer, PictureQuestion } from './picture-messages.ts';
import workerAddress from './picture-worker.ts?worker&url';

export interface PictureWorkshop {
  /** One question at a time. */
  ask(question: PictureQuestion): Promise<PictureAnswer>;
  close(): void;
}

const unable: PictureAnswer = { kind: 'failed', fault: 'unable' };

/** Trusted Types: the one address of a worker that this app makes; a policy can be made only once. */
const policy = globalThis.trustedTypes?.createPolicy('picture-worker', {
  createScriptURL: () => workerAddress,
});

export function openPictureWorkshop(): PictureWorkshop {
  if (!('OffscreenCanvas' in globalThis) || !('createImageBitmap' in globalThis)) {
    return { ask: async () => unable, close: () => undefined };
  }
  const address = policy?.createScriptURL(workerAddress) ?? workerAddress;
  const worker = new Worker(address, { type: 'module' });
  let answer: ((answer: PictureAnswer) => void) | undefined;
  let hasFailed = false;
  const give = (given: PictureAnswer) => {
    answer?.(given);
    answer = undefined;
  };
  worker.addEventListener('message', ({ data }: MessageEvent<PictureAnswer>) => give(data));
  for (const event of ['error', 'messageerror'] as const) {
    worker.addEventListener(event, () => {
      hasFailed = true;
      give(unable);
    });
  }
  return {
    ask(question) {
      if (hasFailed) return Promise.resolve(unable);
      return new Promise((resolve) => {
        answer = resolve;
        worker.postMessage(question);
      });
    },
    close() {
      worker.terminate();
      give(unable);
    },
  };
}
