import { fileId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { makeFileServer, makeMemoryFiles } from '../testkit/memory-files.ts';
import { VirtualScheduler } from '../testkit/virtual-scheduler.ts';
import { PictureUrls } from './picture-urls.ts';
import { Pictures } from './pictures.ts';

const hourMs = 60 * 60_000;
const nthFile = (n: number) => fileId(`01890000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const first = nthFile(1);

function setUp() {
  const scheduler = new VirtualScheduler();
  const kept = makeMemoryFiles();
  const server = makeFileServer();
  server.files.set(first, Uint8Array.of(1, 2, 3));
  const shown = new Pictures({
    database: kept.database,
    commands: server.commands,
    scheduler,
    uploads: { read: async (id) => kept.uploads.get(id) },
  });
  const bytesOf = async (id = first) => {
    const blob = await shown.read(id);
    return blob && [...new Uint8Array(await blob.arrayBuffer())];
  };
  return { scheduler, ...kept, ...server, shown, bytesOf };
}

test('a picture comes from the server once, and then from this device, also offline', async () => {
  const { bytesOf, server, gets } = setUp();
  expect(await bytesOf()).toEqual([1, 2, 3]);
  server.failure = 'offline';
  expect(await bytesOf()).toEqual([1, 2, 3]);
  expect(gets).toHaveLength(1);
});

test('many who look at one picture ask once', async () => {
  const { shown, gets } = setUp();
  const blobs = await Promise.all(Array.from({ length: 9 }, () => shown.read(first)));
  expect(blobs.every((blob) => blob?.size === 3)).toBe(true);
  expect(gets).toEqual([first]);
});

test('what was chosen here is shown before it is up', async () => {
  const { bytesOf, uploads, server, gets } = setUp();
  server.failure = 'offline';
  uploads.set(nthFile(2), {
    id: nthFile(2),
    type: 'image/webp',
    bytes: Uint8Array.of(9),
    keptAt: 1,
  });
  expect(await bytesOf(nthFile(2))).toEqual([9]);
  expect(gets).toEqual([]);
});

test('the right is asked for again after an hour; whoever lost it keeps nothing', async () => {
  const { bytesOf, shown, files, pictures, gets, scheduler } = setUp();
  const heard: string[] = [];
  shown.subscribe((id) => heard.push(id));
  await bytesOf();
  scheduler.jump(hourMs + 1);
  expect(await bytesOf()).toEqual([1, 2, 3]);
  await scheduler.advance(0);
  expect(gets).toHaveLength(2);
  expect(heard).toEqual([]);
  expect(await bytesOf()).toEqual([1, 2, 3]);
  expect(gets).toHaveLength(2);

  files.delete(first);
  scheduler.jump(hourMs + 1);
  await bytesOf();
  await scheduler.advance(0);
  expect(heard).toEqual([first]);
  expect(pictures.size).toBe(0);
  expect(await bytesOf()).toBeUndefined();
  expect(gets).toHaveLength(3);
});

test('a picture that may not be seen is not asked for at every turn, but again later', async () => {
  const { bytesOf, files, gets, scheduler } = setUp();
  expect(await bytesOf(nthFile(7))).toBeUndefined();
  expect(await bytesOf(nthFile(7))).toBeUndefined();
  expect(gets).toHaveLength(1);
  files.set(nthFile(7), Uint8Array.of(7));
  scheduler.jump(6 * 60_000);
  expect(await bytesOf(nthFile(7))).toEqual([7]);
});

test('what could not be had without a network is told again when there is one', async () => {
  const { bytesOf, shown, server } = setUp();
  const heard: string[] = [];
  shown.subscribe((id) => heard.push(id));
  server.failure = 'offline';
  expect(await bytesOf()).toBeUndefined();
  server.failure = undefined;
  shown.retry();
  shown.retry();
  expect(heard).toEqual([first]);
  expect(await bytesOf()).toEqual([1, 2, 3]);
});

test('what is kept is bounded, and the longest unseen goes first', async () => {
  const { bytesOf, pictures, files, scheduler } = setUp();
  const megabyte = 1024 * 1024;
  for (let n = 2; n <= 31; n += 1) {
    files.set(nthFile(n), new Uint8Array(megabyte).fill(n));
    scheduler.jump(1);
    await bytesOf(nthFile(n));
    const total = [...pictures.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    expect(total).toBeLessThanOrEqual(24 * megabyte);
  }
  expect(pictures.has(nthFile(31))).toBe(true);
  expect(pictures.has(nthFile(2))).toBe(false);
});

test('a full disk keeps nobody from looking', async () => {
  const { bytesOf, disk, pictures } = setUp();
  disk.fault = 'full';
  expect(await bytesOf()).toEqual([1, 2, 3]);
  expect(pictures.size).toBe(0);
});

test('an address is made once for all who show a picture, and given back by the last', async () => {
  const made: string[] = [];
  const revoked: string[] = [];
  let content: Blob | undefined = new Blob(['one']);
  const urls = new PictureUrls({
    read: async () => content,
    makeUrl: () => {
      made.push(`blob:${made.length}`);
      return made.at(-1) ?? '';
    },
    revokeUrl: (url) => revoked.push(url),
  });
  const scheduler = new VirtualScheduler();
  const seen: (string | undefined)[] = [];
  const note = (url: string | undefined) => seen.push(url);
  const stopOne = urls.follow(first, note);
  await scheduler.advance(0);
  const stopOther = urls.follow(first, note);
  expect(seen).toEqual(['blob:0', 'blob:0']);
  stopOne();
  stopOne();
  expect(revoked).toEqual([]);

  content = undefined;
  urls.refresh(first);
  await scheduler.advance(0);
  expect(seen).toEqual(['blob:0', 'blob:0', undefined]);
  expect(revoked).toEqual(['blob:0']);
  stopOther();

  content = new Blob(['two']);
  const stopEarly = urls.follow(first, note);
  stopEarly();
  await scheduler.advance(0);
  expect(made).toEqual(['blob:0']);
  expect(seen).toHaveLength(3);
});
