/**
 * One chat in an export: what it is, its messages as data, its pages and its picture. Invariant: one
 * segment is held at a time, so that the memory an export takes does not grow with the chat.
 */
import type { Person } from '@jibber/schema/commands/account';
import { readGroupSettings } from '@jibber/schema/document/group';
import { isPresent, readMember } from '@jibber/schema/document/members';
import { chatMaps } from '@jibber/schema/document/values';
import { isFileId, isUserId, type UserId } from '@jibber/schema/ids';
import type { NodeDocument } from '../../documents/node-document.ts';
import type { ExportedChat } from './export-storage.ts';
import { type ExportedMessage, isoTime, readMessages } from './exported-messages.ts';
import type { PacedReads } from './paced-reads.ts';
import { layChat, partName } from './pages.ts';
import { safeName } from './safe-text.ts';

/** A file of the archive; its content may be made while it is written. */
export type ArchiveEntry = {
  readonly name: string;
  readonly input: string | Uint8Array | AsyncIterable<string>;
};

export type ChatFolderOptions = {
  readonly me: UserId;
  readonly reads: PacedReads;
  readProfiles(userIds: readonly UserId[]): Promise<readonly Person[]>;
  /** Brings a picture into the archive once; its path there, undefined where it may not be seen. */
  addPicture(file: string): Promise<string | undefined>;
};

/** What is known of a chat before its messages are read. */
export type OpenedChat = {
  readonly chat: ExportedChat;
  readonly folder: string;
  readonly title: string;
  readonly about: string;
  readonly picture: string | undefined;
  /** As `chat.json` has it. */
  readonly facts: object;
  nameOf(userId: UserId): string;
};

const profilesAtOnce = 100;
const nobody = 'Somebody';

/** Undefined where the chat is not this person's any more. @param place in the archive, from 1 */
export async function openChat(
  chat: ExportedChat,
  place: number,
  options: ChatFolderOptions,
): Promise<OpenedChat | undefined> {
  const document = await options.reads.readDocument(chat.chatId, 'chat');
  if (document === undefined) return undefined;
  const { me } = options;
  const people = await readPeople(document, chat, options);
  const nameOf = (userId: UserId) => people.get(userId)?.name ?? nobody;
  const info = document.map(chatMaps.info);
  const about = textOf(info.get('about'));
  const title =
    chat.kind === 'group'
      ? textOf(info.get('title'))
      : chat.peer === me
        ? 'Notes to self'
        : nameOf(chat.peer ?? me);
  const file = info.get('picture');
  const picture = isFileId(file) ? await options.addPicture(file) : undefined;
  const name = safeName(title);
  return {
    chat,
    folder: `chats/${place}${name === '' ? '' : `-${name}`}`,
    title,
    about,
    picture,
    nameOf,
    facts: {
      id: chat.chatId,
      kind: chat.kind,
      title,
      ...(chat.kind === 'group'
        ? { about, picture: picture ?? null, settings: readGroupSettings(info.get('settings')) }
        : {}),
      readUpTo: chat.readUpTo,
      members: membersOf(document, people),
    },
  };
}

/** The files of a chat, each made as it is written. @returns how many entries it has */
export async function* writeChat(
  opened: OpenedChat,
  { reads, me }: ChatFolderOptions,
): AsyncGenerator<ArchiveEntry, number> {
  const { chat, folder, nameOf, title, about, picture } = opened;
  const { chatId, fromSegment, segment } = chat;
  const parts = segment - fromSegment + 1;
  const names = { nameOf, title, about, picture, me };
  yield { name: `${folder}/chat.json`, input: json(opened.facts) };
  let entries = 0;
  const count = (messages: readonly ExportedMessage[]) => {
    entries += messages.length;
  };
  yield { name: `${folder}/messages.json`, input: messagesJson(chat, reads, count) };
  for (let part = 0; part < parts; part += 1) {
    const document = await reads.readDocument(chatId, fromSegment + part);
    const messages = document === undefined ? [] : readMessages(document);
    const page = layChat({ ...names, part, parts, messages });
    yield { name: `${folder}/${partName(part, parts)}`, input: page };
  }
  return entries;
}

/** `isComplete` is false where the person lost the right to the chat while this was written. */
async function* messagesJson(
  { chatId, fromSegment, segment }: ExportedChat,
  reads: PacedReads,
  count: (messages: readonly ExportedMessage[]) => void,
): AsyncGenerator<string> {
  yield '{"messages":[';
  let isFirst = true;
  let isComplete = true;
  for (let n = fromSegment; n <= segment && isComplete; n += 1) {
    const document = await reads.readDocument(chatId, n);
    isComplete = document !== undefined;
    const messages = document === undefined ? [] : readMessages(document);
    count(messages);
    if (messages.length === 0) continue;
    const lines = messages.map((message) => JSON.stringify(message)).join(',\n');
    yield `${isFirst ? '\n' : ',\n'}${lines}`;
    isFirst = false;
  }
  yield `\n],"isComplete":${isComplete}}\n`;
}

async function readPeople(
  document: NodeDocument,
  { peer }: ExportedChat,
  { reads, readProfiles, me }: ChatFolderOptions,
): Promise<ReadonlyMap<UserId, Person>> {
  const ids = new Set<UserId>([me, ...(peer === undefined ? [] : [peer])]);
  for (const key of document.map(chatMaps.members).keys()) if (isUserId(key)) ids.add(key);
  const people = new Map<UserId, Person>();
  const all = [...ids];
  for (let at = 0; at < all.length; at += profilesAtOnce) {
    const some = all.slice(at, at + profilesAtOnce);
    for (const person of await reads.read(() => readProfiles(some))) {
      people.set(person.userId, person);
    }
  }
  return people;
}

function membersOf(document: NodeDocument, people: ReadonlyMap<UserId, Person>): object[] {
  const map = document.map(chatMaps.members);
  return [...map.keys()].filter(isUserId).flatMap((user) => {
    const member = readMember(map.get(user));
    if (member === undefined) return [];
    const person = people.get(user);
    return {
      user,
      name: person?.name ?? nobody,
      handle: person?.handle ?? '',
      ...(person?.deleted === true ? { isDeleted: true } : {}),
      role: member.role,
      isPresent: isPresent(member),
      // Numbers from and to which somebody was a member; to null: he is.
      spans: member.spans,
      ...(member.invited === undefined
        ? {}
        : { invited: { by: member.invited.by, at: isoTime(member.invited.at) } }),
    };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
