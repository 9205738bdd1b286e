/** Profiles this process' main thread for as long as the benchmark measures, and not longer. */
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';

const session = new Session();

/** Begins without `writeTo`; with it ends, and writes what a browser's developer tools open. */
export async function profile(writeTo: string | undefined): Promise<undefined> {
  if (writeTo === undefined) {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    return;
  }
  const ended = await session.post('Profiler.stop');
  session.disconnect();
  await writeFile(writeTo, JSON.stringify(ended.profile));
}
