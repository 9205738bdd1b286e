/**
 * Files of one account in this tab, put together. Loaded when the first one is looked at or chosen.
 * Invariant: one per account and tab; tabs tell each other what changed on the disk.
 */
import { isPictureType } from '@jibber/schema/commands/files';
import { type FileId, fileId, isFileId, type UserId } from '@jibber/schema/ids';
import { fail, type Result } from '@jibber/schema/result';
import { makeLocks, pageScheduler } from '../browser-ports.ts';
import { makeRisingIds } from '../rising-ids.ts';
import { makeFileCommands } from './file-commands.ts';
import { openFileDatabase } from './indexed-file-database.ts';
import { PictureUrls } from './picture-urls.ts';
import { Pictures } from './pictures.ts';
import { Uploads } from './uploads.ts';

export type DeviceFiles = {
  /** For the outbox: which intents have to wait for their file. */
  readonly uploads: Uploads;
  /** Keeps a picture made by the editor; resolves with its id once it is on the disk. */
  keepPicture(blob: Blob): Promise<Result<FileId, 'full' | 'too-big' | 'picture-invalid'>>;
  /**
   * Tells the address of a picture now and whenever it changes; undefined: there is none to be shown.
   * @returns stops, and lets go of the address
   */
  follow(id: FileId, listener: (url: string | undefined) => void): () => void;
};

const opened = new Map<UserId, DeviceFiles>();

/** Of the account that is signed in. */
export function deviceFilesOf(userId: UserId): DeviceFiles {
  const known = opened.get(userId);
  if (known !== undefined) return known;
  const made = make(userId);
  opened.set(userId, made);
  return made;
}

function make(userId: UserId): DeviceFiles {
  const newId = makeRisingIds({
    now: Date.now,
    fill: (words) => crypto.getRandomValues(words),
  });
  const database = openFileDatabase(userId);
  const commands = makeFileCommands((path, init) => fetch(path, init));
  const channel = new BroadcastChannel(`files:${userId}`);
  const uploads = new Uploads({
    database,
    commands,
    scheduler: pageScheduler,
    random: Math.random,
    locks: makeLocks(navigator.locks),
    lockName: `uploads:${userId}`,
    newFileId: () => fileId(newId()),
    changedHere: (id) => channel.postMessage(id),
  });
  const pictures = new Pictures({ database, commands, scheduler: pageScheduler, uploads });
  const urls = new PictureUrls({
    read: (id) => pictures.read(id),
    makeUrl: (blob) => URL.createObjectURL(blob),
    revokeUrl: (url) => URL.revokeObjectURL(url),
  });
  pictures.subscribe((id) => urls.refresh(id));
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isFileId(data)) void uploads.look(data);
  });
  addEventListener('online', () => {
    void uploads.send();
    pictures.retry();
  });
  void uploads.send();
  return {
    uploads,
    async keepPicture(blob) {
      const { type } = blob;
      if (!isPictureType(type)) return fail('picture-invalid');
      return uploads.keep(type, new Uint8Array(await blob.arrayBuffer()));
    },
    follow: (id, listener) => urls.follow(id, listener),
  };
}
