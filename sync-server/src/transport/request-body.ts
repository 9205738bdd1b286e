/**
 * The body of a request as a counted stream. Invariant: at most `limitBytes` ever reach the reader
 * and no more than about 64 KiB, plus what the adapter's pause lets through, wait for it.
 */

const waitingBytes = 64 * 1024;

export interface RequestBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** The next bytes; the body keeps them, so the caller hands over a copy. */
  push(chunk: Uint8Array): void;
  finish(): void;
  /** The client went away, or the limit was passed: a reader gets `cause` thrown. */
  fail(cause: Error): void;
  /** Nobody will read on: what still comes is counted and dropped. */
  discard(): void;
}

export type RequestBodyOptions = {
  readonly limitBytes: number;
  /** Ask the peer's connection to stop and to go on. */
  pause(): void;
  resume(): void;
  /** Called once, when more than `limitBytes` have come. */
  onTooBig(): void;
};

export function makeRequestBody(options: RequestBodyOptions): RequestBody {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let receivedBytes = 0;
  let paused = false;
  let tooBig = false;

  const resume = () => {
    if (!paused) return;
    paused = false;
    options.resume();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (own) => {
        controller = own;
      },
      pull: resume,
      cancel: () => {
        controller = undefined;
        resume();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: waitingBytes }),
  );
  const fail = (cause: Error) => {
    controller?.error(cause);
    controller = undefined;
    resume();
  };

  return {
    stream,
    push: (chunk) => {
      receivedBytes += chunk.byteLength;
      if (receivedBytes > options.limitBytes) {
        if (tooBig) return;
        tooBig = true;
        fail(new Error(`the body is larger than ${options.limitBytes} bytes`));
        options.onTooBig();
        return;
      }
      if (controller === undefined || chunk.byteLength === 0) return;
      controller.enqueue(chunk);
      if ((controller.desiredSize ?? 0) > 0 || paused) return;
      paused = true;
      options.pause();
    },
    finish: () => {
      // A connection that is paused when the last chunk comes would not read its next request.
      resume();
      controller?.close();
      controller = undefined;
    },
    fail,
    discard: () => {
      if (controller !== undefined) fail(new Error('the request was answered already'));
    },
  };
}
