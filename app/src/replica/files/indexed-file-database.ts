/**
 * Files of this device over IndexedDB. Invariant: it is opened when first needed and again after the
 * browser, or a sign-out in another tab, closed it; it never stands in the way of its deletion.
 */
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as v from 'valibot';
import type { DatabaseFault } from '../local-database.ts';
import {
  type FileDatabase,
  fileDatabaseOf,
  type PictureRecord,
  pictureSchema,
  type UploadRecord,
  uploadSchema,
} from './file-database.ts';

interface Tables extends DBSchema {
  uploads: { key: string; value: UploadRecord };
  pictures: { key: string; value: PictureRecord };
}
type Opened = IDBPDatabase<Tables>;

/** Raised with each change of the tables; `upgrade` then leads from every earlier one. */
const version = 1;

export function openFileDatabase(userId: UserId): FileDatabase {
  let opening: Promise<Opened> | undefined;

  function open(): Promise<Opened> {
    const begun = openDB<Tables>(fileDatabaseOf(userId), version, {
      upgrade(upgraded) {
        upgraded.createObjectStore('uploads', { keyPath: 'id' });
        upgraded.createObjectStore('pictures', { keyPath: 'id' });
      },
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
        forget();
      },
      terminated: () => forget(),
    });
    const forget = () => {
      if (opening === begun) opening = undefined;
    };
    begun.catch(forget);
    return begun;
  }

  /** What fails because the database was closed meanwhile is done once more, in one opened anew. */
  async function run<Value>(
    work: (database: Opened) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    const first = await tryOnce(work);
    if (first.ok || first.code !== 'gone') return first;
    opening = undefined;
    return tryOnce(work);
  }

  async function tryOnce<Value>(
    work: (database: Opened) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>> {
    try {
      opening ??= open();
      return succeed(await work(await opening));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return fail(faultOf(error));
    }
  }

  return {
    uploads: () =>
      run(async (database) =>
        cleanAll(uploadSchema, await database.getAll('uploads')).toSorted(
          (one, other) => one.keptAt - other.keptAt,
        ),
      ),
    upload: (id) => run(async (database) => clean(uploadSchema, await database.get('uploads', id))),
    putUpload: (record) =>
      run(async (database) => {
        const transaction = database.transaction('uploads', 'readwrite', { durability: 'strict' });
        await Promise.all([transaction.store.put(record), transaction.done]);
      }).then(nothing),
    deleteUpload: (id) => run((database) => database.delete('uploads', id)).then(nothing),
    pictures: () =>
      run(async (database) => cleanAll(pictureSchema, await database.getAll('pictures'))),
    picture: (id) =>
      run(async (database) => clean(pictureSchema, await database.get('pictures', id))),
    putPicture: (record) => run((database) => database.put('pictures', record)).then(nothing),
    deletePictures: (ids) =>
      run(async (database) => {
        const transaction = database.transaction('pictures', 'readwrite');
        for (const id of ids) void transaction.store.delete(id);
        await transaction.done;
      }).then(nothing),
  };
}

/**
 * Of an account whose session was ended elsewhere: other people's pictures go, what is still to be
 * brought waits for him. False where it could not be done.
 */
export async function wipePictures(userId: UserId): Promise<boolean> {
  if (globalThis.indexedDB === undefined) return true;
  const names = await indexedDB.databases();
  if (names.every(({ name }) => name !== fileDatabaseOf(userId))) return true;
  const database = openFileDatabase(userId);
  const kept = await database.pictures();
  return kept.ok && (await database.deletePictures(kept.value.map(({ id }) => id))).ok;
}

function nothing(done: Result<unknown, DatabaseFault>): Result<undefined, DatabaseFault> {
  return done.ok ? succeed() : done;
}

function clean<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const checked = v.safeParse(schema, value, { abortEarly: true });
  return checked.success ? checked.output : undefined;
}

function cleanAll<Schema extends v.GenericSchema>(
  schema: Schema,
  values: readonly unknown[],
): v.InferOutput<Schema>[] {
  return values.flatMap((value) => {
    const record = clean(schema, value);
    return record === undefined ? [] : [record];
  });
}

function faultOf(error: DOMException): DatabaseFault {
  if (error.name === 'QuotaExceededError') return 'full';
  return error.name === 'InvalidStateError' || error.name === 'AbortError' ? 'gone' : 'corrupt';
}
