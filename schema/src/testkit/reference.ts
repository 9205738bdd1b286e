/**
 * What a chat must hold, worked out from the rows and from what people did: a second, small
 * implementation of the intents that shares no code with the rules. Invariant: it knows of no device,
 * document, cache or order of arrival.
 */
import type { GroupEvent, GroupSettings } from '../document/group.ts';
import type { ChatId, EntryId, FileId, UserId } from '../ids.ts';
import { type Deed, entryKey, type GroupFacts, type History, type StoredRow } from './history.ts';
import { type ExpectedMember, ReferenceGroup } from './reference-group.ts';

export type ExpectedEntry = {
  readonly id: EntryId;
  readonly number: number;
  readonly author: UserId;
  readonly kind: 'message' | 'deleted' | 'event';
  /** Of a message that stands; else empty. */
  readonly text: string;
  readonly deletedBy?: UserId;
  readonly event?: GroupEvent;
};

export type ExpectedChat = {
  readonly chatId: ChatId;
  readonly kind: 'direct' | 'group';
  /** Those who are present. */
  readonly members: ReadonlySet<UserId>;
  /** Everybody who is or was something in a group. */
  readonly lines: ReadonlyMap<UserId, ExpectedMember>;
  readonly title: string;
  readonly about: string;
  readonly picture: FileId | null;
  readonly settings: GroupSettings;
  /** Deleted by its owner, or left by everybody. */
  readonly isEnded: boolean;
  /** Messages and events, in order of their numbers. */
  readonly messages: readonly ExpectedEntry[];
  /** What was accepted and should not have been. */
  readonly trespasses: readonly string[];
  /** Positions after which a group that has not ended had not just one owner. */
  readonly ownerless: readonly number[];
};

/** Replays all chats. Throws where a row is of no deed: somebody wrote who did nothing. */
export function replayChats(history: History): ReadonlyMap<ChatId, ExpectedChat> {
  const deeds = new Map(history.deeds.map((deed) => [entryKey(deed), deed]));
  const chats = new Map<ChatId, StoredRow[]>();
  for (const row of history.rows) {
    const rows = chats.get(row.chatId);
    if (rows === undefined) chats.set(row.chatId, [row]);
    else rows.push(row);
  }
  return new Map(
    [...chats].map(([chatId, rows]) => {
      const sorted = rows.sort((one, other) => one.position - other.position);
      const chat = replayChat(chatId, sorted, deeds, history.facts ?? {});
      const removed = (history.removals ?? []).filter((removal) => removal.chatId === chatId);
      const members = new Set(chat.members);
      for (const { userId } of removed) members.delete(userId);
      return [chatId, { ...chat, members }];
    }),
  );
}

function replayChat(
  chatId: ChatId,
  rows: readonly StoredRow[],
  deeds: ReadonlyMap<string, Deed>,
  facts: GroupFacts,
): ExpectedChat {
  const group = new ReferenceGroup(facts);
  const direct = new Set<UserId>();
  const messages = new Map<EntryId, ExpectedEntry>();
  const ownerless: number[] = [];
  const isGroup = chatId.startsWith('g');
  for (const row of rows) {
    const { entryId, author, number } = row;
    const deed = deeds.get(entryKey(row));
    if (deed === undefined || deed.chatId !== chatId) {
      throw new Error(`the row of ${entryId} in ${chatId} is of nobody's doing`);
    }
    const { intent } = deed;
    const place = { id: entryId, number, author };
    if (intent.kind === 'chat.open') {
      direct.add(author).add(intent.with);
    } else if (intent.kind === 'message.send') {
      if (isGroup) expectWriting(group, row, intent.kind);
      messages.set(entryId, { ...place, kind: 'message', text: intent.text });
    } else if (intent.kind === 'message.report') {
      if (!group.isPresent(author)) group.trespasses.push(`${entryId} reports from outside`);
    } else if (intent.kind === 'message.edit' || intent.kind === 'message.delete') {
      const target = messages.get(intent.message);
      if (target === undefined) throw new Error(`${entryId} changes what is not there`);
      if (isGroup) expectWriting(group, row, intent.kind, target);
      messages.set(intent.message, changed(target, row, intent));
    } else {
      const event = group.apply(row, intent);
      if (event !== undefined) messages.set(entryId, { ...place, kind: 'event', text: '', event });
    }
    const owners = group.present().filter((user) => group.rankOf(user) === 2);
    if (isGroup && !group.isEnded && owners.length !== 1) ownerless.push(row.position);
  }
  return {
    chatId,
    kind: isGroup ? 'group' : 'direct',
    members: isGroup ? new Set(group.present()) : direct,
    lines: group.members,
    title: group.title,
    about: group.about,
    picture: group.picture,
    settings: group.settings,
    isEnded: group.isEnded,
    messages: [...messages.values()].sort((one, other) => one.number - other.number),
    trespasses: group.trespasses,
    ownerless,
  };
}

function changed(
  target: ExpectedEntry,
  { author }: StoredRow,
  intent:
    | { readonly kind: 'message.edit'; readonly text: string }
    | { readonly kind: 'message.delete' },
): ExpectedEntry {
  if (intent.kind === 'message.edit') return { ...target, text: intent.text };
  const deletedBy = target.deletedBy ?? author;
  return { ...target, kind: 'deleted', text: '', deletedBy };
}

function expectWriting(
  group: ReferenceGroup,
  { author, entryId }: StoredRow,
  kind: 'message.send' | 'message.edit' | 'message.delete',
  target?: ExpectedEntry,
): void {
  const isOwn = target === undefined || target.author === author;
  const isLawful =
    kind === 'message.delete'
      ? group.rankOf(author) >= (isOwn ? 0 : 1) && target?.kind !== 'event'
      : group.may(author, group.settings.write) &&
        isOwn &&
        (target?.kind ?? 'message') === 'message';
  if (group.isEnded || !isLawful) {
    group.trespasses.push(`${kind} ${entryId} of ${author}, who had no right to it`);
  }
}
