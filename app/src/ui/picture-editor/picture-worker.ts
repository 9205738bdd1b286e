/** The worker's end: one question after the other, about one picture at a time. */
import { makePicture, openPicture, previewOf, sizeOf } from './picture-making.ts';
import type { PictureAnswer, PictureQuestion } from './picture-messages.ts';

let picture: ImageBitmap | undefined;
let working: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<PictureQuestion>) => {
  working = working.then(async () => {
    const answer = await answerTo(data).catch((cause: unknown): PictureAnswer => {
      console.error(cause);
      return { kind: 'failed', fault: 'unable' };
    });
    const transfer = answer.kind === 'opened' ? [answer.preview] : [];
    globalThis.postMessage(answer, { transfer });
  });
});

async function answerTo(question: PictureQuestion): Promise<PictureAnswer> {
  if (question.kind === 'open') {
    picture?.close();
    picture = undefined;
    const opened = await openPicture(question.file);
    if (!opened.ok) return { kind: 'failed', fault: opened.code };
    picture = opened.value;
    return { kind: 'opened', size: sizeOf(picture), preview: await previewOf(picture) };
  }
  if (picture === undefined) throw new Error('No picture is open.');
  const made = await makePicture(picture, question.framing);
  return made.ok ? { kind: 'finished', picture: made.value } : { kind: 'failed', fault: made.code };
}
