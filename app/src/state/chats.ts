/**
 * The chat list. Invariant: one store holds each row once, by chat id; order, unread and titles are
 * computed from it, never kept beside it.
 */
import type { Person } from '@jibber/schema/commands/account';
import { type ChatId, directChatId, type UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import {
  type Accessor,
  createComputed,
  createMemo,
  createSignal,
  onCleanup,
  untrack,
} from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { t } from '../i18n/words.ts';
import type { ChatRow, Replica } from '../replica/replica.ts';
import { sortChats, totalUnread } from './chat-order.ts';

export type { ChatRow, Preview } from '../replica/replica.ts';

export type Chats = {
  /** Ids of all chats, newest first. */
  readonly order: Accessor<readonly ChatId[]>;
  row(chatId: ChatId): ChatRow | undefined;
  /** Whether it is the chat with oneself. */
  isNotes(chatId: ChatId): boolean;
  /** What a person reads as the chat's name; "Someone" until that is known. */
  title(chatId: ChatId): string;
  isNamed(chatId: ChatId): boolean;
  /** A person's name; "Someone" until it was fetched once. */
  name(userId: UserId): string;
  /** Everybody one shares a chat with whose name is known on this device, in no order. */
  acquaintances(): readonly UserId[];
  /** What is known of a person on this device. */
  person(userId: UserId): Person | undefined;
  /** Rises whenever names have changed: for lists of many, which read `name` untracked. */
  readonly namesVersion: Accessor<number>;
  isTyping(chatId: ChatId): boolean;
  /** Who is typing in a chat now. */
  typing(chatId: ChatId): readonly UserId[];
  readonly unread: Accessor<number>;
  /** The rows have been read from the disk. */
  readonly isLoaded: Accessor<boolean>;
  /** The first catch-up of a new device is under way. */
  readonly isFirstSync: Accessor<boolean>;
  /** Opens, or finds, the private chat with a person. `full`: this device has no room to open one. */
  openDirect(person: Person): Promise<Result<ChatId, 'full'>>;
};

/** The part of a replica that is needed. */
export type ChatsReplica = Pick<
  Replica,
  'me' | 'chats' | 'isFirstSync' | 'subscribe' | 'person' | 'acquaintances' | 'openDirect'
>;

const nobody: readonly UserId[] = [];

/**
 * @param replica of the signed-in account
 * @param fail receives what made the first read impossible
 */
export function createChats(
  replica: Accessor<ChatsReplica | undefined>,
  fail: (cause: unknown) => void,
): Chats {
  const [rows, setRows] = createStore<Record<string, ChatRow | undefined>>({});
  const [people, setPeople] = createStore<Record<string, Person>>({});
  const [typing, setTyping] = createStore<Record<string, readonly UserId[]>>({});
  const [namesVersion, setNamesVersion] = createSignal(0);
  const [isLoaded, setLoaded] = createSignal(false);
  const [isFirstSync, setFirstSync] = createSignal(false);
  const notesId = createMemo(() => {
    const me = replica()?.me.userId;
    return me === undefined ? undefined : directChatId(me, me);
  });
  const isNotes = (chatId: ChatId) => chatId === notesId();
  const present = () => Object.values(rows).filter((row) => row !== undefined);
  const isNameable = ({ kind, peer, chatId }: ChatRow) =>
    kind === 'group' || peer !== undefined || isNotes(chatId);
  // On a new device a chat may be known before its people are: it is shown when they are.
  const order = createMemo(() => sortChats(present().filter(isNameable)), [], {
    equals: isSameOrder,
  });

  createComputed(() => {
    const held = replica();
    setRows(reconcile({}));
    setPeople(reconcile({}));
    setTyping(reconcile({}));
    setLoaded(false);
    if (held === undefined) return;
    let isOver = false;

    const merge = (changed: readonly ChatRow[]) => {
      setRows(Object.fromEntries(changed.map((row) => [row.chatId, row])));
    };
    const unsubscribe = held.subscribe((change) => {
      if (change.type === 'chats') merge(change.rows);
      else if (change.type === 'gone') setRows(change.chatId, undefined);
      else if (change.type === 'typing') setTyping(change.chatId, change.users);
      else if (change.type === 'people') {
        setPeople(Object.fromEntries(change.people.map((person) => [person.userId, person])));
        setNamesVersion((version) => version + 1);
      }
      setFirstSync(held.isFirstSync());
    });
    setFirstSync(held.isFirstSync());
    held.chats().then((all) => {
      if (isOver) return;
      merge(all);
      setLoaded(true);
    }, fail);
    onCleanup(() => {
      isOver = true;
      unsubscribe();
    });
  });

  const person = (userId: UserId) => people[userId] ?? replica()?.person(userId);
  const nameOf = (known: Person | undefined) =>
    known?.deleted ? t('person.deleted') : known?.name;
  const typists = (chatId: ChatId) => typing[chatId] ?? nobody;

  function findTitle(chatId: ChatId): string | undefined {
    if (isNotes(chatId)) return t('chat.notes');
    const row = rows[chatId];
    return (row?.peer && nameOf(person(row.peer))) ?? row?.title;
  }

  return {
    order,
    row: (chatId) => rows[chatId],
    isNotes,
    title: (chatId) => findTitle(chatId) ?? t('person.unknown'),
    isNamed: (chatId) => findTitle(chatId) !== undefined,
    person,
    namesVersion,
    acquaintances() {
      namesVersion();
      const known = replica()?.acquaintances() ?? nobody;
      return known.filter((userId) => {
        const acquaintance = untrack(() => person(userId));
        return acquaintance !== undefined && !acquaintance.deleted;
      });
    },
    name: (userId) => nameOf(person(userId)) ?? t('person.unknown'),
    isTyping: (chatId) => typists(chatId).length > 0,
    typing: typists,
    unread: createMemo(() => totalUnread(present())),
    isLoaded,
    isFirstSync,
    openDirect(person) {
      const held = replica();
      if (held === undefined) throw new Error('A chat was opened while nobody is signed in.');
      return held.openDirect(person);
    },
  };
}

function isSameOrder(one: readonly ChatId[], other: readonly ChatId[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
