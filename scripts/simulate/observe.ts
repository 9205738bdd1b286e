/**
 * What a run looks like from outside: rows of the database, what every device shows, what every disk
 * holds. Invariant: nothing is changed by looking.
 */
import { tableNames } from '@jibber/app/replica/records';
import type { OpenedChat, TimelineMessage } from '@jibber/app/replica/replica';
import {
  numberOfKey,
  readPlace,
  readSegmentEntry,
  type SegmentEntry,
  segmentMaps,
} from '@jibber/schema/document/values';
import type { UserId } from '@jibber/schema/ids';
import {
  type History,
  lineOfEvent,
  type ShownChat,
  type ShownMessage,
  type View,
  type Violation,
} from '@jibber/schema/testkit/history';
import type * as Y from 'yjs';
import {
  documentKey,
  documentsInDatabase,
  documentsOnDisk,
  pendingDocuments,
  rebuild,
} from './documents-at-rest.ts';
import { openIn } from './doing.ts';
import type { DeviceTab, SimulatedDevice } from './simulated-device.ts';

import type { World } from './world.ts';

export function historyOf(world: World): History {
  const { rows, facts } = world.facts;
  return { deeds: world.deeds(), heard: world.heard, rows: [...rows], facts };
}

/** What tabs have on the screen at this moment. */
export function glimpse(world: World): View[] {
  return world.devices.flatMap((device) =>
    [...device.tabs].map((tab) => ({
      name: tab.actor.name,
      userId: device.me.userId,
      chats: [...tab.opened.values()].flatMap((opened) => runsOf(world, showChat(opened))),
      unsent: tab.replica.unsent(),
      pendingDocuments: [],
    })),
  );
}

/**
 * While segments are being fetched, and where somebody was away, what stands before a gap and what
 * stands after it are each without gaps: as many pieces of a chat, the last with what is pending.
 */
function runsOf(world: World, chat: ShownChat): ShownChat[] {
  const runs: ShownMessage[][] = [[]];
  let last = 0;
  for (const message of chat.messages) {
    const isApart = world.facts.isStart(chat.chatId, message.number) && message.number !== last + 1;
    if (isApart && !message.isPending) runs.push([]);
    runs.at(-1)?.push(message);
    last = message.number;
  }
  const isWhole = chat.isWhole && runs.length === 1 && chat.chatId.startsWith('d');
  return runs.map((messages) => ({ ...chat, messages, isWhole }));
}

/**
 * What somebody has of a group from his last coming on; what he had before is looked at for itself
 * (`checkEarlier`).
 */
function sinceComing(world: World, userId: UserId, chat: ShownChat): ShownChat {
  const { facts } = world;
  const { chatId } = chat;
  if (chatId.startsWith('d')) return chat;
  if (facts.deleted.has(chatId)) {
    const kept = { ...chat, messages: sinceStay(world, userId, chat) };
    return { ...kept, isWhole: false, ...lastRun(world, kept) };
  }
  if (!facts.isPresent(chatId, userId)) return { ...chat, isWhole: false, ...lastRun(world, chat) };
  const firstNumber = facts.firstNumber(chatId, userId);
  const messages = chat.messages.filter(({ number }) => number >= firstNumber);
  return { ...chat, messages, firstNumber };
}

/** A device that was away when its person came back and the group ended keeps what he had before. */
function sinceStay({ facts }: World, userId: UserId, { chatId, messages }: ShownChat) {
  const [stay] = facts.staysOf(chatId, userId).slice(1).slice(-1);
  if (stay === undefined) return messages;
  return messages.filter(({ id }) => (facts.rowOf(chatId, id)?.position ?? 0) >= stay.from);
}

function lastRun(world: World, chat: ShownChat): Pick<ShownChat, 'messages'> {
  return { messages: runsOf(world, chat).at(-1)?.messages ?? [] };
}

/** More steps back than a chat has segments: a tab that does not get there shows what it has. */
const mostSteps = 60;

/** All that a tab can show, the whole past loaded. */
export async function lookThrough(world: World, tab: DeviceTab): Promise<View> {
  const chats: ShownChat[] = [];
  for (const { chatId } of await world.within(tab.replica.chats())) {
    const opened = await world.within(openIn(tab, chatId));
    for (let steps = 0; opened.hasEarlier() && steps < mostSteps; steps += 1) {
      const loaded = await world.within(opened.loadEarlier(), 120_000);
      if (!loaded.ok && steps > 20) break;
    }
    const shown = showChat(opened);
    if (isWishOnly(world, tab.device.me.userId, shown)) continue;
    world.earlier.push(...checkEarlier(world, tab, shown));
    chats.push(sinceComing(world, tab.device.me.userId, shown));
  }
  return {
    name: tab.actor.name,
    userId: tab.device.me.userId,
    chats,
    unsent: tab.replica.unsent(),
    pendingDocuments: pendingDocuments(documentsOnDisk(tab.device)),
  };
}

function showChat(opened: OpenedChat): ShownChat {
  return {
    chatId: opened.chatId,
    messages: opened.timeline().flatMap(showMessage),
    isWhole: !opened.hasEarlier(),
  };
}

/** Whether somebody wants to be in a chat that he never was in: it stands in his list, and is empty. */
function isWishOnly({ facts }: World, userId: UserId, { chatId, messages }: ShownChat): boolean {
  const wasIn = facts.staysOf(chatId, userId).length > 0;
  return !wasIn && messages.every(({ isPending }) => isPending);
}

/** I3, I6: what was before somebody's last coming he saw when he was there, each in its place. */
function checkEarlier(world: World, tab: DeviceTab, { chatId, messages }: ShownChat): Violation[] {
  const { facts } = world;
  const { userId } = tab.device.me;
  return messages.flatMap(({ id, number, isPending }) => {
    const row = facts.rowOf(chatId, id);
    if (isPending || facts.deleted.has(chatId)) return [];
    const isHis = row !== undefined && facts.mayHave(userId, chatId, row.position, row.segment);
    if (isHis && row.number === number) return [];
    const message = `${tab.actor.name} shows ${number} of ${chatId}, which is not his to see`;
    return [{ invariant: 'I6', message }];
  });
}

/** Refused ones are its author's alone: they have no place. */
function showMessage(message: TimelineMessage): ShownMessage[] {
  const { id, number, author, kind, pending, state, event } = message;
  const text = event === undefined ? message.text : lineOfEvent(event);
  return state === 'refused' ? [] : [{ id, number, author, kind, text, isPending: pending }];
}

/** Every document of the database rebuilt from its snapshot and the rows after it. */
export function lookIntoDatabase({ database }: World): View {
  const documents = documentsInDatabase(database.tables);
  const chats = [...database.tables.chats].map(([chatId, chat]): ShownChat => {
    const messages = [...chat.documents.keys()].flatMap((name) => {
      const updates = name === 'chat' ? undefined : documents.get(documentKey(chatId, name));
      return updates === undefined ? [] : messagesIn(rebuild(updates));
    });
    messages.sort((one, other) => one.number - other.number);
    return { chatId, messages, isWhole: true };
  });
  const pending = pendingDocuments(documents);
  return { name: 'database', userId: undefined, chats, unsent: 0, pendingDocuments: pending };
}

function messagesIn(document: Y.Doc): ShownMessage[] {
  return [...document.getMap<unknown>(segmentMaps.messages)].flatMap(([key, value]) => {
    const number = numberOfKey(key);
    const place = readPlace(value);
    if (number === undefined || place === undefined) return [];
    const entry = readSegmentEntry(value);
    const text = textOfEntry(entry);
    return [
      { number, id: place.id, author: place.author, kind: entry.kind, text, isPending: false },
    ];
  });
}

function textOfEntry(entry: SegmentEntry): string {
  if (entry.kind === 'event') return lineOfEvent(entry.event);
  return entry.kind === 'message' ? entry.text : '';
}

/** Everything that the database stores, as text that can be searched. */
export function storedInDatabase(world: World): Map<string, string> {
  const places = new Map<string, string>();
  for (const [chatId, chat] of world.database.tables.chats) {
    const bytes = [
      ...chat.rows.flatMap(({ chatUpdate, segmentUpdate }) => [chatUpdate, segmentUpdate]),
      ...[...chat.documents.values()].map(({ snapshot }) => snapshot),
    ];
    places.set(`database, ${chatId}`, textOf(bytes));
  }
  return places;
}

/** The same of a device. Of a session that ended elsewhere it wipes the content; here it has none. */
export function storedOnDevice({ disk, databaseName, name }: SimulatedDevice): Map<string, string> {
  const places = new Map<string, string>();
  for (const table of tableNames) {
    if (table === 'outbox') continue;
    places.set(`${name}, ${table}`, textOf(disk.peek(databaseName, table)));
  }
  return places;
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString('latin1') : inner,
  );
}

/** Whether this device holds everything that the database has for it, and knows what has ended. */
export function isCaughtUp(world: World, device: SimulatedDevice): boolean {
  const { userId } = device.me;
  const records = new Map(
    device.disk.peek(device.databaseName, 'chats').map((record) => [record.chatId, record]),
  );
  for (const [chatId, chat] of world.database.tables.chats) {
    const record = records.get(chatId);
    if (!world.isMember(chatId, userId)) {
      if (record !== undefined && record.head > 0 && record.ended === undefined) return false;
      continue;
    }
    if (record?.head !== chat.head.head || record.behind.length > 0) return false;
    if (record.ended !== undefined) return false;
  }
  return true;
}

export function heldEntries(device: SimulatedDevice): ReadonlySet<string> {
  const outbox = device.disk.peek(device.databaseName, 'outbox');
  return new Set(outbox.map(({ entryId }) => entryId));
}
