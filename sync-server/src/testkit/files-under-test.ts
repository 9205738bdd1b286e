/** Files over a real database, with bytes in memory, a clock moved by hand and a disk that can fail. */
import type { Database } from '@jibber/schema/database/tables';
import { chatId, type FileId, fileId, type UserId, userId } from '@jibber/schema/ids';
import { makeKyselyAccountStorage } from '../accounts/kysely-account-storage.ts';
import type { TryLimit } from '../accounts/try-limits.ts';
import { type BlobKey, type BlobStore, blobKey } from '../files/blob-store.ts';
import type { PictureUse } from '../files/file-storage.ts';
import { makeFiles } from '../files/files.ts';
import { makeKyselyFileStorage } from '../files/kysely-file-storage.ts';
import { makeMemoryBlobs } from '../files/memory-blobs.ts';
import { takePicture } from '../files/picture-use.ts';
import type { OpenDatabase } from '../storage/database-port.ts';
import { makePng } from './pictures.ts';

export const alice = userId('01890000-0000-7000-8000-00000000000a');
export const bob = userId('01890000-0000-7000-8000-00000000000b');
export const mallory = userId('01890000-0000-7000-8000-00000000000f');
export const everybody = [alice, bob, mallory];
export const group = chatId('g01890000-0000-7000-8000-0000000000aa');
export const startMs = 1_800_000_000_000;

export const nthFile = (n: number) =>
  fileId(`01890000-0000-7000-8000-${String(n).padStart(12, '0')}`);
export const picture = makePng(10, 10);

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new Blob([new Uint8Array(bytes)]).stream();
}

/** A store that can fail once, as a process that ends there does. */
function makeFailing(blobs: BlobStore) {
  const fail: { next: 'put' | 'delete' | undefined } = { next: undefined };
  const failing = async (name: 'put' | 'delete') => {
    if (fail.next !== name) return;
    fail.next = undefined;
    throw new Error(`${name} failed`);
  };
  const store: BlobStore = {
    ...blobs,
    put: async (key, bytes) => {
      await failing('put');
      await blobs.put(key, bytes);
    },
    delete: async (key) => {
      await failing('delete');
      await blobs.delete(key);
    },
  };
  return { store, fail };
}

/** @param database migrated; the tests of one file share it */
export function makeFilesUnderTest(database: () => OpenDatabase<Database>) {
  async function setUp() {
    const { kysely } = database();
    for (const table of ['files', 'members', 'chats', 'sessions', 'accounts'] as const) {
      await kysely.deleteFrom(table).execute();
    }
    for (const id of everybody) await addAccount(id);
    const clock = { now: startMs };
    const memory = makeMemoryBlobs();
    const { store, fail } = makeFailing(memory);
    const accounts = makeKyselyAccountStorage(kysely);
    const uploads: TryLimit = { take: () => true, giveBack: () => undefined };
    let blobs = 0;
    const files = makeFiles({
      storage: makeKyselyFileStorage(kysely),
      blobs: store,
      uploads,
      canSeeProfile: async (viewer, of) => (await accounts.readProfiles(viewer, [of])).length > 0,
      newBlobKey: () => {
        blobs += 1;
        return blobAt(clock.now, blobs);
      },
      now: () => clock.now,
    });
    return {
      files,
      clock,
      fail,
      memory,
      put: async (owner: UserId, id: FileId, bytes: Uint8Array = picture, type = 'image/png') => {
        const put = await files.put(sessionOf(owner), id, type, streamOf(bytes));
        return put.ok ? 'kept' : put.code;
      },
      seenBy: async (id: FileId) => {
        const seen: UserId[] = [];
        for (const viewer of everybody) if ((await files.give(viewer, id)).ok) seen.push(viewer);
        return seen;
      },
      take: (owner: UserId, id: FileId, use: PictureUse) =>
        kysely
          .transaction()
          .execute((transaction) => takePicture(transaction, owner, id, use, clock.now)),
      blobCount: async () => {
        let count = 0;
        for await (const _key of memory.list()) count += 1;
        return count;
      },
    };
  }

  const sessionOf = (owner: UserId) => ({ userId: owner, sessionId: `session of ${owner}` });

  async function addAccount(id: UserId): Promise<void> {
    const { kysely } = database();
    const name = id.slice(-1);
    await kysely
      .insertInto('accounts')
      .values({
        id,
        name,
        handle: name,
        handle_skeleton: name,
        email: `${name}@example.org`,
        phone: null,
        password_hash: 'hash',
        created_at: 1,
        deleted_at: null,
      })
      .execute();
    await kysely
      .insertInto('sessions')
      .values({
        id: sessionOf(id).sessionId,
        user_id: id,
        device_name: 'test',
        created_at: 1,
        expires_at: startMs * 2,
      })
      .execute();
  }

  async function openGroup(members: readonly UserId[]): Promise<void> {
    const { kysely } = database();
    await kysely
      .insertInto('chats')
      .values({ id: group, kind: 'group', created_at: 1, head: 1, last_number: 0, segment: 0 })
      .execute();
    const joined = { chat_id: group, role: 'member', from_number: 1, from_position: 1 };
    await kysely
      .insertInto('members')
      .values(members.map((user_id) => ({ ...joined, user_id, left_position: null })))
      .execute();
  }

  async function leaveGroup(member: UserId): Promise<void> {
    await database()
      .kysely.updateTable('members')
      .set({ left_position: 9 })
      .where('chat_id', '=', group)
      .where('user_id', '=', member)
      .execute();
  }

  return { setUp, openGroup, leaveGroup };
}

export function blobAt(ms: number, n: number): BlobKey {
  const time = ms.toString(16).padStart(12, '0');
  return blobKey(`${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, '0')}`);
}
