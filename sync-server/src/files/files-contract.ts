/** Who may bring, have and use a file, on every database. */
import type { Database } from '@jibber/schema/database/tables';
import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import type { OpenDatabase } from '../storage/database-port.ts';
import {
  alice,
  blobAt,
  bob,
  everybody,
  group,
  makeFilesUnderTest,
  mallory,
  nthFile,
  picture,
  startMs,
} from '../testkit/files-under-test.ts';
import { makePng, makeWebp } from '../testkit/pictures.ts';
import { timeOfBlob } from './blob-store.ts';
import { freePicture, takePicture } from './picture-use.ts';

const otherPicture = makeWebp(20, 20);
const hourMs = 60 * 60_000;

/** @param database migrated; the tests of one call share it */
export function testFiles(database: () => OpenDatabase<Database>): void {
  const { setUp, openGroup, leaveGroup } = makeFilesUnderTest(database);

  test('P8: the same picture again is the same answer, other bytes or another owner are refused', async () => {
    const { put, blobCount, files } = await setUp();
    expect(await put(alice, nthFile(1))).toBe('kept');
    expect(await put(alice, nthFile(1))).toBe('kept');
    expect(await put(alice, nthFile(1), otherPicture, 'image/webp')).toBe('file-id-taken');
    expect(await put(mallory, nthFile(1))).toBe('file-id-taken');
    expect(await blobCount()).toBe(1);
    const given = await files.give(alice, nthFile(1));
    expect(given).toMatchObject({ value: { type: 'image/png', bytes: picture.byteLength } });
    if (given.ok) expect(await given.value.read(0, picture.byteLength)).toEqual(picture);
  });

  test('P8: of two people with one id at the same moment one has it, and no blob is left over', async () => {
    const { put, blobCount } = await setUp();
    const answers = await Promise.all([put(alice, nthFile(1)), put(mallory, nthFile(1))]);
    expect(answers.sort()).toEqual(['file-id-taken', 'kept']);
    expect(await blobCount()).toBe(1);
  });

  test('P7: only pictures of the list are kept, each as what it is and no larger than allowed', async () => {
    const { put, blobCount } = await setUp();
    const large = makePng(10, 10, new Uint8Array(limits.pictureBytes));
    expect(await put(alice, nthFile(1), large)).toBe('too-big');
    const fitting = large.slice(0, limits.pictureBytes);
    expect(await put(alice, nthFile(1), picture, 'image/webp')).toBe('picture-invalid');
    expect(await put(alice, nthFile(1), picture, 'image/svg+xml')).toBe('picture-invalid');
    expect(await put(alice, nthFile(1), makePng(1025, 1))).toBe('picture-invalid');
    expect(await put(alice, nthFile(1), new Uint8Array())).toBe('picture-invalid');
    expect(await blobCount()).toBe(0);
    expect(await put(alice, nthFile(1), fitting)).toBe('kept');
  });

  test('P8: what nothing uses is bounded in count and bytes for each account', async () => {
    const { put, take } = await setUp();
    for (let n = 1; n <= limits.unusedFiles; n += 1)
      expect(await put(alice, nthFile(n))).toBe('kept');
    expect(await put(alice, nthFile(100))).toBe('too-many-files');
    expect(await put(alice, nthFile(1))).toBe('kept');
    expect(await put(bob, nthFile(101))).toBe('kept');
    await take(alice, nthFile(1), { by: 'profile', of: alice });
    expect(await put(alice, nthFile(100))).toBe('kept');

    const large = makePng(9, 9, new Uint8Array(limits.pictureBytes - 100));
    const fitting = Math.floor(limits.unusedFileBytes / large.byteLength);
    for (let n = 1; n <= fitting; n += 1) {
      expect(await put(mallory, nthFile(200 + n), large)).toBe('kept');
    }
    expect(await put(mallory, nthFile(300), large)).toBe('too-many-files');
  });

  test('S12: a session that ended, or a deleted account, brings nothing', async () => {
    const { put, blobCount, clock } = await setUp();
    const { kysely } = database();
    await kysely.deleteFrom('sessions').where('user_id', '=', alice).execute();
    expect(await put(alice, nthFile(1))).toBe('signed-out');
    await kysely.updateTable('accounts').set({ deleted_at: 1 }).where('id', '=', bob).execute();
    expect(await put(bob, nthFile(1))).toBe('signed-out');
    clock.now = startMs * 2;
    expect(await put(mallory, nthFile(1))).toBe('signed-out');
    expect(await blobCount()).toBe(0);
  });

  test('P9: what nothing uses is its owner’s alone', async () => {
    const { put, seenBy, files } = await setUp();
    await openGroup(everybody);
    await put(alice, nthFile(1));
    expect(await seenBy(nthFile(1))).toEqual([alice]);
    const absent = await files.give(mallory, nthFile(2));
    expect(await files.give(mallory, nthFile(1))).toEqual(absent);
    expect(absent).toEqual({ ok: false, code: 'file-not-found' });
  });

  test('P9: a profile’s picture is seen by who sees the profile, by the right of that moment', async () => {
    const { put, seenBy, take } = await setUp();
    await put(alice, nthFile(1));
    await take(alice, nthFile(1), { by: 'profile', of: alice });
    expect(await seenBy(nthFile(1))).toEqual([alice]);
    await openGroup([alice, bob]);
    expect(await seenBy(nthFile(1))).toEqual([alice, bob]);
    await leaveGroup(bob);
    expect(await seenBy(nthFile(1))).toEqual([alice]);
  });

  test('P9: a group’s picture is seen by who is in it now, not by who brought it and left', async () => {
    const { put, seenBy, take } = await setUp();
    await openGroup([alice, bob]);
    await put(alice, nthFile(1));
    await take(alice, nthFile(1), { by: 'group', of: group });
    expect(await seenBy(nthFile(1))).toEqual([alice, bob]);
    await leaveGroup(alice);
    expect(await seenBy(nthFile(1))).toEqual([bob]);
    expect(await put(alice, nthFile(1))).toBe('kept');
    expect(await seenBy(nthFile(1))).toEqual([bob]);
  });

  test('P10: a person uses only what is his and unused; one answer for everything else', async () => {
    const { put, take } = await setUp();
    await openGroup(everybody);
    await put(alice, nthFile(1));
    const refused = { ok: false, code: 'file-not-found' };
    expect(await take(mallory, nthFile(1), { by: 'profile', of: mallory })).toEqual(refused);
    expect(await take(mallory, nthFile(2), { by: 'profile', of: mallory })).toEqual(refused);
    expect(await take(alice, nthFile(1), { by: 'group', of: group })).toEqual({ ok: true });
    expect(await take(alice, nthFile(1), { by: 'profile', of: alice })).toEqual(refused);
    expect(await take(bob, nthFile(1), { by: 'group', of: group })).toEqual({ ok: true });
  });

  test('P10: the picture before is seen by nobody, at once, and erased with the next round', async () => {
    const { put, take, seenBy, files, blobCount } = await setUp();
    const use = { by: 'profile', of: alice } as const;
    await put(alice, nthFile(1));
    await put(alice, nthFile(2), otherPicture, 'image/webp');
    await take(alice, nthFile(1), use);
    await take(alice, nthFile(2), use);
    expect(await seenBy(nthFile(1))).toEqual([]);
    expect(await seenBy(nthFile(2))).toEqual([alice]);
    expect(await take(alice, nthFile(1), use)).toMatchObject({ code: 'file-not-found' });
    expect(await put(alice, nthFile(1))).toBe('busy');
    await files.eraseDue();
    expect(await blobCount()).toBe(1);
    expect(await put(alice, nthFile(1))).toBe('kept');

    await freePicture(database().kysely, use, startMs);
    expect(await seenBy(nthFile(2))).toEqual([]);
    await files.eraseDue();
    expect(await seenBy(nthFile(1))).toEqual([alice]);
    expect(await blobCount()).toBe(1);
  });

  test('P10: a use that is taken back takes nothing', async () => {
    const { put, seenBy, take } = await setUp();
    await openGroup([alice, bob]);
    const use = { by: 'group', of: group } as const;
    await put(alice, nthFile(1));
    await put(bob, nthFile(2));
    await take(alice, nthFile(1), use);
    const taken = database()
      .kysely.transaction()
      .execute(async (transaction) => {
        await takePicture(transaction, bob, nthFile(2), use, startMs);
        throw new Error('refused after all');
      });
    await expect(taken).rejects.toThrow('refused after all');
    expect(await seenBy(nthFile(1))).toEqual([alice, bob]);
    expect(await seenBy(nthFile(2))).toEqual([bob]);
  });

  test('P10: of two uses of one picture at the same moment one has it', async () => {
    const { put, take, seenBy } = await setUp();
    await openGroup([alice, bob]);
    await put(alice, nthFile(1));
    const both = await Promise.all([
      take(alice, nthFile(1), { by: 'group', of: group }),
      take(alice, nthFile(1), { by: 'profile', of: alice }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await seenBy(nthFile(1))).toContain(alice);
  });

  test('what nothing used for a day is erased, what was brought again waits anew', async () => {
    const { put, take, files, clock, seenBy, blobCount } = await setUp();
    await put(alice, nthFile(1));
    await put(alice, nthFile(2));
    await put(alice, nthFile(3));
    await take(alice, nthFile(3), { by: 'profile', of: alice });
    clock.now += (limits.unusedFileHours - 1) * hourMs;
    await files.eraseDue();
    expect(await put(alice, nthFile(2))).toBe('kept');
    clock.now += 2 * hourMs;
    await files.eraseDue();
    expect(await seenBy(nthFile(1))).toEqual([]);
    expect(await seenBy(nthFile(2))).toEqual([alice]);
    expect(await seenBy(nthFile(3))).toEqual([alice]);
    expect(await blobCount()).toBe(2);
  });

  test('a round that is cut off between blob and row is finished by the next', async () => {
    const { put, take, files, fail, seenBy, blobCount } = await setUp();
    await put(alice, nthFile(1));
    await take(alice, nthFile(1), { by: 'profile', of: alice });
    await freePicture(database().kysely, { by: 'profile', of: alice }, startMs);
    fail.next = 'delete';
    await expect(files.eraseDue()).rejects.toThrow('delete failed');
    expect(await seenBy(nthFile(1))).toEqual([]);
    await files.eraseDue();
    expect(await blobCount()).toBe(0);
    expect(await database().kysely.selectFrom('files').select('id').execute()).toEqual([]);
  });

  test('a blob without a row is swept once no upload can name it, a named one never', async () => {
    const { put, files, fail, clock, memory, seenBy, blobCount } = await setUp();
    await put(alice, nthFile(1));
    fail.next = 'delete';
    // The second of two equal uploads is cut off before its own blob is deleted.
    await expect(put(alice, nthFile(1))).rejects.toThrow('delete failed');
    expect(await blobCount()).toBe(2);
    clock.now += hourMs - 1;
    await files.sweepBlobs();
    expect(await blobCount()).toBe(2);
    clock.now += 2;
    const young = blobAt(clock.now, 99);
    await memory.put(young, picture);
    await files.sweepBlobs();
    expect(await blobCount()).toBe(2);
    expect(await seenBy(nthFile(1))).toEqual([alice]);
    const given = await files.give(alice, nthFile(1));
    if (given.ok) expect(await given.value.read(0, 1)).toEqual(picture.slice(0, 1));
    expect(timeOfBlob(young)).toBe(clock.now);
  });

  test('a disk that does not take it leaves no row', async () => {
    const { put, fail, seenBy } = await setUp();
    fail.next = 'put';
    await expect(put(alice, nthFile(1))).rejects.toThrow('put failed');
    expect(await seenBy(nthFile(1))).toEqual([]);
    expect(await put(alice, nthFile(1))).toBe('kept');
  });
}
