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
  segmentMaps,
} from '@jibber/schema/document/values';
import type { History, ShownChat, ShownMessage, View } from '@jibber/schema/testkit/history';
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
  const rows = [...world.database.tables.chats].flatMap(([chatId, chat]) =>
    chat.rows.map(({ position, entryId, author, number }) => {
      return { chatId, position, entryId, author, number };
    }),
  );
  return { deeds: world.deeds(), heard: world.heard, rows, removals: world.removals };
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
 * While segments are being fetched, the one before them and the one after them are each without gaps:
 * as many pieces of a chat, the last with what is pending.
 */
function runsOf(world: World, chat: ShownChat): ShownChat[] {
  const documents = world.database.tables.chats.get(chat.chatId)?.documents.values() ?? [];
  const starts = new Set([...documents].map(({ state }) => state.firstNumber));
  const runs: ShownMessage[][] = [[]];
  let last = 0;
  for (const message of chat.messages) {
    const isApart = starts.has(message.number) && message.number !== last + 1;
    if (isApart && !message.isPending) runs.push([]);
    runs.at(-1)?.push(message);
    last = message.number;
  }
  return runs.map((messages) => ({
    ...chat,
    messages,
    isWhole: chat.isWhole && runs.length === 1,
  }));
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
    chats.push(showChat(opened));
  }
  return {
    name: tab.actor.name,
    userId: tab.device.me.userId,
    chats,
    unsent: tab.replica.unsent(),
    pendingDocuments: pendingDocuments(documentsOnDisk(tab.device)),
  };
}

/**
 * Devices keep a chat whose member their person is no more, as old as it is. There is no command yet
 * that takes somebody out, and nothing that tells a node of it: delivery is not judged here.
 */
export function withoutKept(world: World, view: View): View {
  const kept = world.removals.filter(({ userId }) => userId === view.userId);
  const chats = view.chats.filter(({ chatId }) => kept.every((each) => each.chatId !== chatId));
  return { ...view, chats };
}

function showChat(opened: OpenedChat): ShownChat {
  return {
    chatId: opened.chatId,
    messages: opened.timeline().flatMap(showMessage),
    isWhole: !opened.hasEarlier(),
  };
}

/** Refused ones are its author's alone: they have no place. */
function showMessage(message: TimelineMessage): ShownMessage[] {
  const { id, number, author, kind, text, pending, state } = message;
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
    const text = entry.kind === 'message' ? entry.text : '';
    return [
      { number, id: place.id, author: place.author, kind: entry.kind, text, isPending: false },
    ];
  });
}

/** Everything that is stored anywhere, as text that can be searched. */
export function everythingStored(world: World): Map<string, string> {
  const places = new Map<string, string>();
  for (const [chatId, chat] of world.database.tables.chats) {
    const bytes = [
      ...chat.rows.flatMap(({ chatUpdate, segmentUpdate }) => [chatUpdate, segmentUpdate]),
      ...[...chat.documents.values()].map(({ snapshot }) => snapshot),
    ];
    places.set(`database, ${chatId}`, textOf(bytes));
  }
  // Of a session that ended elsewhere the device itself wipes the content; here it has no device. Who
  // was removed keeps what he had.
  const removed = new Set(world.removals.map(({ userId }) => userId));
  for (const { disk, databaseName, name, isSignedOut, me } of world.devices) {
    if (isSignedOut || removed.has(me.userId)) continue;
    for (const table of tableNames) {
      if (table === 'outbox') continue;
      places.set(`${name}, ${table}`, textOf(disk.peek(databaseName, table)));
    }
  }
  return places;
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString('latin1') : inner,
  );
}

/** Whether this device holds everything that the database has for it. */
export function isCaughtUp(world: World, device: SimulatedDevice): boolean {
  const records = new Map(
    device.disk.peek(device.databaseName, 'chats').map((record) => [record.chatId, record]),
  );
  for (const [chatId, chat] of world.database.tables.chats) {
    if (!world.isMember(chatId, device.me.userId)) continue;
    const record = records.get(chatId);
    if (record?.head !== chat.head.head || record.behind.length > 0) return false;
  }
  return true;
}

export function heldEntries(device: SimulatedDevice): ReadonlySet<string> {
  const outbox = device.disk.peek(device.databaseName, 'outbox');
  return new Set(outbox.map(({ entryId }) => entryId));
}
