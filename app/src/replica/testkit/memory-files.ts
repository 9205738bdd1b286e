/** Files of a device in memory, and a server that has what it is asked for. */
import type { ErrorCode } from '@jibber/schema/errors';
import type { FileId } from '@jibber/schema/ids';
import { fail, succeed } from '@jibber/schema/result';
import type { FetchedFile, FileCommands } from '../files/file-commands.ts';
import type { FileDatabase, PictureRecord, UploadRecord } from '../files/file-database.ts';
import type { DatabaseFault } from '../local-database.ts';

export function makeMemoryFiles() {
  const uploads = new Map<FileId, UploadRecord>();
  const pictures = new Map<FileId, PictureRecord>();
  const disk: { fault: DatabaseFault | undefined } = { fault: undefined };
  const write = (work: () => void) => {
    if (disk.fault !== undefined) return Promise.resolve(fail(disk.fault));
    work();
    return Promise.resolve(succeed());
  };
  const database: FileDatabase = {
    uploads: async () =>
      succeed([...uploads.values()].toSorted((one, other) => one.keptAt - other.keptAt)),
    upload: async (id) => succeed(uploads.get(id)),
    putUpload: (record) => write(() => uploads.set(record.id, record)),
    deleteUpload: (id) => write(() => uploads.delete(id)),
    pictures: async () => succeed([...pictures.values()]),
    picture: async (id) => succeed(pictures.get(id)),
    putPicture: (record) => write(() => pictures.set(record.id, record)),
    deletePictures: (ids) =>
      write(() => {
        for (const id of ids) pictures.delete(id);
      }),
  };
  return { database, uploads, pictures, disk };
}

export function makeFileServer() {
  const files = new Map<FileId, Uint8Array<ArrayBuffer>>();
  const server: { failure: ErrorCode | 'offline' | undefined } = { failure: undefined };
  const puts: FileId[] = [];
  const gets: FileId[] = [];
  const etagOf = (bytes: Uint8Array) => `"${bytes.join('.').slice(0, 20)}"`;
  const commands: FileCommands = {
    async put(id, _type, bytes) {
      puts.push(id);
      if (server.failure !== undefined) return fail(server.failure);
      files.set(id, bytes);
      return succeed();
    },
    async get(id, etag) {
      gets.push(id);
      if (server.failure !== undefined) return fail(server.failure);
      const bytes = files.get(id);
      if (bytes === undefined) return fail('file-not-found');
      if (etag === etagOf(bytes)) return succeed<FetchedFile>({ kind: 'unchanged' });
      return succeed<FetchedFile>({
        kind: 'bytes',
        type: 'image/webp',
        bytes,
        etag: etagOf(bytes),
      });
    },
  };
  return { commands, files, server, puts, gets };
}
