/**
 * The files of an export in the order in which they are written. Invariant: each is made only once the
 * one before was taken; what is kept for the whole time is a line per chat.
 */
import type { Person } from '@jibber/schema/commands/account';
import { type FileId, fileId, type UserId } from '@jibber/schema/ids';
import type { Files } from '../../files/files.ts';
import type { Identity } from '../../log/sync.ts';
import {
  type ArchiveEntry,
  type ChatFolderOptions,
  json,
  openChat,
  writeChat,
} from './chat-folder.ts';
import type { ExportStorage } from './export-storage.ts';
import { isoTime } from './exported-messages.ts';
import { type PacedReads, SessionOver } from './paced-reads.ts';
import { pageStyle } from './page-style.ts';
import { type ListedChat, layIndex } from './pages.ts';

export type ArchiveOptions = {
  readonly identity: Identity;
  readonly storage: ExportStorage;
  readonly files: Pick<Files, 'give'>;
  readonly reads: PacedReads;
  /** By the right of this person in that moment. */
  readonly readProfiles: (viewer: UserId, ids: readonly UserId[]) => Promise<readonly Person[]>;
  /** ms */
  readonly madeAt: number;
  readonly version: string;
};

/** Of what is written, which readers must know to read it: see docs/EXPORT.md. */
const formatVersion = 1;
const chatsAtOnce = 500;
const extensions = { 'image/webp': 'webp', 'image/jpeg': 'jpg', 'image/png': 'png' } as const;

export async function* writeArchive(options: ArchiveOptions): AsyncGenerator<ArchiveEntry> {
  const { identity, storage, reads, madeAt } = options;
  const { userId } = identity;
  const account = await reads.read(() => storage.readAccount(userId));
  if (account === undefined) throw new SessionOver('the account is gone');
  yield { name: 'style.css', input: pageStyle };
  const pictures = new Pictures(options);
  const picture = account.picture === null ? undefined : await pictures.add(account.picture);
  const { createdAt, ...profile } = account;
  yield {
    name: 'profile.json',
    input: json({ userId, ...profile, picture: picture ?? null, createdAt: isoTime(createdAt) }),
  };
  yield { name: 'devices.json', input: json(await readDevices(options)) };
  yield { name: 'blocks.json', input: json(await readBlocks(options)) };
  yield { name: 'reports.json', input: json(await readReports(options)) };
  yield* pictures.take();
  const listed = yield* writeChats(options, pictures);
  yield { name: 'index.html', input: layIndex(account.name, madeAt, listed) };
  // Last, so that whoever finds it has the whole export.
  yield {
    name: 'export.json',
    input: json({
      format: 'jibber-export',
      version: formatVersion,
      madeAt: isoTime(madeAt),
      by: { userId, name: account.name, handle: account.handle },
      server: options.version,
      chats: listed,
    }),
  };
}

async function* writeChats(
  options: ArchiveOptions,
  pictures: Pictures,
): AsyncGenerator<ArchiveEntry, readonly ListedChat[]> {
  const { identity, storage, reads, readProfiles } = options;
  const { userId } = identity;
  const folders: ChatFolderOptions = {
    me: userId,
    reads,
    readProfiles: (ids) => readProfiles(userId, ids),
    addPicture: (file) => pictures.add(fileId(file)),
  };
  const listed: ListedChat[] = [];
  for (let last: ListedChatId; ; ) {
    const chats = await reads.read(() => storage.readChats(userId, last, chatsAtOnce));
    for (const chat of chats) {
      const opened = await openChat(chat, listed.length + 1, folders);
      if (opened === undefined) continue;
      const messages = yield* writeChat(opened, folders);
      yield* pictures.take();
      const { folder, title } = opened;
      listed.push({ folder, title, kind: chat.kind, messages });
    }
    if (chats.length < chatsAtOnce) return listed;
    last = chats.at(-1)?.chatId;
  }
}

type ListedChatId = Parameters<ExportStorage['readChats']>[1];

/** Pictures by the rights of the moment, each once. */
class Pictures {
  readonly #options: ArchiveOptions;
  readonly #paths = new Map<FileId, string>();
  #waiting: ArchiveEntry[] = [];

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** Its path in the archive; undefined where this person may not see it, or it is gone. */
  async add(id: FileId): Promise<string | undefined> {
    const known = this.#paths.get(id);
    if (known !== undefined) return known;
    const { files, identity, reads } = this.#options;
    const given = await reads.read(() => files.give(identity.userId, id));
    const bytes = given.ok ? await given.value.read(0, given.value.bytes) : undefined;
    if (!given.ok || bytes === undefined) return undefined;
    const path = `files/${id}.${extensions[given.value.type]}`;
    this.#paths.set(id, path);
    this.#waiting.push({ name: path, input: bytes });
    return path;
  }

  /** Those that were added since, to be written now. */
  *take(): Generator<ArchiveEntry> {
    const entries = this.#waiting;
    this.#waiting = [];
    yield* entries;
  }
}

async function readDevices({ identity, storage, reads }: ArchiveOptions): Promise<object> {
  const { userId, sessionId } = identity;
  const devices = await reads.read(() => storage.readDevices(userId, sessionId));
  return devices.map(({ since, usedAt, ...device }) => ({
    ...device,
    since: isoTime(since),
    usedAt: isoTime(usedAt),
  }));
}

async function readBlocks({ identity, storage, reads }: ArchiveOptions): Promise<object> {
  const blocks = await reads.read(() => storage.readBlocks(identity.userId));
  return blocks.map(({ userId, at }) => ({ userId, at: isoTime(at) }));
}

async function readReports({ identity, storage, reads }: ArchiveOptions): Promise<object> {
  const reports = await reads.read(() => storage.readReports(identity.userId));
  return reports.map(({ at, ...report }) => ({ ...report, at: isoTime(at) }));
}
