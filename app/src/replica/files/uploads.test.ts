import { fileId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { makeFileServer, makeMemoryFiles } from '../testkit/memory-files.ts';
import { VirtualScheduler } from '../testkit/virtual-scheduler.ts';
import { Uploads } from './uploads.ts';

const hourMs = 60 * 60_000;
const picture = Uint8Array.of(1, 2, 3);
const nthFile = (n: number) => fileId(`01890000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const first = nthFile(1);

function setUp() {
  const scheduler = new VirtualScheduler();
  const kept = makeMemoryFiles();
  const server = makeFileServer();
  let files = 0;
  const queues = new Map<string, (() => void)[]>();
  /** Locks that all tabs share: first come, first served. */
  const locks = {
    request(name: string, _steal: boolean, on: { held: () => void }) {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      queue.push(on.held);
      if (queue.length === 1) scheduler.soon(on.held);
      return () => {
        queue.shift();
        const next = queue[0];
        if (next !== undefined) scheduler.soon(next);
      };
    },
  };
  const tabs: Uploads[] = [];
  const openTab = () => {
    const tab: Uploads = new Uploads({
      database: kept.database,
      commands: server.commands,
      scheduler,
      random: () => 0.5,
      locks,
      lockName: 'uploads',
      newFileId: () => {
        files += 1;
        return nthFile(files);
      },
      changedHere: (id) => {
        for (const other of tabs) if (other !== tab) scheduler.soon(() => void other.look(id));
      },
    });
    tabs.push(tab);
    return tab;
  };
  return { scheduler, ...kept, ...server, openTab, uploadsTab: openTab() };
}

test('a file is on the disk when its id is known, and up soon after', async () => {
  const { uploadsTab: tab, uploads, files, scheduler } = setUp();
  expect(await tab.keep('image/webp', picture)).toEqual({ ok: true, value: first });
  expect(uploads.get(first)?.bytes).toEqual(picture);
  expect(tab.isUploaded(first)).toBe(false);
  const heard: string[] = [];
  tab.subscribe((id) => heard.push(id));
  await scheduler.advance(1000);
  expect(files.get(first)).toEqual(picture);
  expect(tab.isUploaded(first)).toBe(true);
  expect(heard).toEqual([first]);
});

test('without a network it waits, and tries again ever more seldom until it is through', async () => {
  const { uploadsTab: tab, server, puts, scheduler } = setUp();
  server.failure = 'offline';
  await tab.keep('image/webp', picture);
  await scheduler.advance(hourMs);
  const tries = puts.length;
  expect(tries).toBeGreaterThan(hourMs / limits.againMaxMs / 2);
  expect(tries).toBeLessThan((2 * hourMs) / limits.againMaxMs);
  expect(tab.isUploaded(first)).toBe(false);
  server.failure = undefined;
  // The system says that there is a network again.
  void tab.send();
  await scheduler.advance(10);
  expect(tab.isUploaded(first)).toBe(true);
  await scheduler.advance(hourMs);
  expect(puts).toHaveLength(tries + 1);
});

test('what waits outlives the tab, and the next one brings it', async () => {
  const { uploadsTab: tab, openTab, server, files, scheduler } = setUp();
  server.failure = 'offline';
  await tab.keep('image/webp', picture);
  await scheduler.advance(1000);
  tab.stop();
  server.failure = undefined;
  const next = openTab();
  expect(next.isUploaded(first)).toBe(false);
  await scheduler.advance(1000);
  expect(next.isUploaded(first)).toBe(true);
  expect(files.has(first)).toBe(true);
});

test('another tab that is asked about it waits, too, and hears when it is through', async () => {
  const { uploadsTab: tab, openTab, server, puts, scheduler } = setUp();
  const other = openTab();
  server.failure = 'offline';
  await tab.keep('image/webp', picture);
  expect(other.isUploaded(first)).toBe(false);
  await scheduler.advance(100);
  expect(other.isUploaded(first)).toBe(false);
  const heard: boolean[] = [];
  other.subscribe((id) => heard.push(other.isUploaded(id)));
  server.failure = undefined;
  const before = puts.length;
  await scheduler.advance(limits.againMaxMs);
  expect(heard).toEqual([true]);
  expect(puts).toHaveLength(before + 1);
});

test('what never was here does not hold anything up', async () => {
  const { uploadsTab: tab, scheduler } = setUp();
  expect(tab.isUploaded(nthFile(9))).toBe(false);
  const heard: string[] = [];
  tab.subscribe((id) => heard.push(id));
  await scheduler.advance(1);
  expect(heard).toEqual([nthFile(9)]);
  expect(tab.isUploaded(nthFile(9))).toBe(true);
});

test('a refused file holds nothing up: the intent that names it is refused in its turn', async () => {
  const { uploadsTab: tab, server, uploads, puts, scheduler } = setUp();
  server.failure = 'picture-invalid';
  await tab.keep('image/webp', picture);
  await scheduler.advance(hourMs);
  expect(puts).toHaveLength(1);
  expect(tab.isUploaded(first)).toBe(true);
  expect(uploads.get(first)?.refused).toBe('picture-invalid');
});

test('one that has to wait does not lose its place to one that was kept later', async () => {
  const { uploadsTab: tab, server, puts, scheduler } = setUp();
  server.failure = 'too-many-files';
  await tab.keep('image/webp', picture);
  await scheduler.advance(10);
  await tab.keep('image/webp', picture);
  await scheduler.advance(10_000);
  expect(new Set(puts)).toEqual(new Set([first]));
  server.failure = undefined;
  await scheduler.advance(limits.againMaxMs);
  expect(puts.slice(-2)).toEqual([first, nthFile(2)]);
});

test('a session that is over is not knocked at', async () => {
  const { uploadsTab: tab, server, puts, scheduler } = setUp();
  server.failure = 'signed-out';
  await tab.keep('image/webp', picture);
  await scheduler.advance(hourMs);
  expect(puts).toHaveLength(1);
  expect(tab.isUploaded(first)).toBe(false);
});

test('before the server forgets it, a file is brought again', async () => {
  const { uploadsTab: tab, openTab, puts, scheduler } = setUp();
  await tab.keep('image/webp', picture);
  await scheduler.advance(1000);
  tab.stop();
  await scheduler.advance(13 * hourMs);
  const later = openTab();
  expect(later.isUploaded(first)).toBe(false);
  await scheduler.advance(1000);
  expect(later.isUploaded(first)).toBe(true);
  expect(puts).toEqual([first, first]);
});

test('a settled file is kept to be shown, a discarded one goes', async () => {
  const { uploadsTab: tab, uploads, pictures, scheduler } = setUp();
  await tab.keep('image/webp', picture);
  await tab.keep('image/webp', picture);
  await scheduler.advance(1000);
  await tab.settle(first);
  await tab.discard(nthFile(2));
  expect([...uploads.keys()]).toEqual([]);
  expect([...pictures.keys()]).toEqual([first]);
  expect(tab.isUploaded(first)).toBe(true);
});

test('what nothing names is forgotten after two days, what is named never', async () => {
  const { uploadsTab: tab, uploads, scheduler } = setUp();
  for (let n = 0; n < 3; n += 1) await tab.keep('image/webp', picture);
  await scheduler.advance(47 * hourMs);
  await tab.keepOnly(new Set([nthFile(2)]));
  expect(uploads.size).toBe(3);
  await scheduler.advance(2 * hourMs);
  await tab.keep('image/webp', picture);
  await tab.keepOnly(new Set([nthFile(2)]));
  expect([...uploads.keys()]).toEqual([nthFile(2), nthFile(4)]);
});

test('what finds no room, or is too large, is told and kept nowhere', async () => {
  const { uploadsTab: tab, disk, uploads, puts, scheduler } = setUp();
  disk.fault = 'full';
  expect(await tab.keep('image/webp', picture)).toEqual({ ok: false, code: 'full' });
  disk.fault = undefined;
  const large = new Uint8Array(limits.pictureBytes + 1);
  expect(await tab.keep('image/webp', large)).toEqual({ ok: false, code: 'too-big' });
  await scheduler.advance(1000);
  expect(uploads.size + puts.length).toBe(0);
});
