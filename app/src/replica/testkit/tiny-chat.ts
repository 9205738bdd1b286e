/** One chat of the tiny node: real documents, everything else in memory. */
import { readMember } from '@jibber/schema/document/members';
import {
  chatMaps,
  type DocumentMap,
  type DocumentName,
  numberKey,
  segmentMaps,
} from '@jibber/schema/document/values';
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { Register } from '@jibber/schema/protocol/receipts';
import type { Row, RowPart } from '@jibber/schema/protocol/rows';
import * as Y from 'yjs';

export type TinyChat = {
  readonly chatId: ChatId;
  /** Position of the row by which somebody came in last. */
  readonly joinedAt: Map<UserId, number>;
  /** Who was in it, and why he is not any more. */
  readonly ended: Map<UserId, ErrorCode>;
  isDeleted: boolean;
  readonly documents: Map<DocumentName, Y.Doc>;
  readonly members: Set<UserId>;
  readonly places: Map<EntryId, number>;
  readonly starts: number[];
  rows: Row[];
  head: number;
  lastNumber: number;
  readonly registers: Map<UserId, Register & { revision: number }>;
};

export function makeChat(chatId: ChatId): TinyChat {
  return {
    chatId,
    joinedAt: new Map(),
    ended: new Map(),
    isDeleted: false,
    documents: new Map(),
    members: new Set(),
    places: new Map(),
    starts: [],
    rows: [],
    head: 0,
    lastNumber: 0,
    registers: new Map(),
  };
}

function docOf(chat: TinyChat, name: DocumentName): Y.Doc {
  let doc = chat.documents.get(name);
  if (doc === undefined) {
    doc = new Y.Doc({ gc: true });
    doc.clientID = 1;
    chat.documents.set(name, doc);
  }
  return doc;
}

export function mapOf(chat: TinyChat, name: DocumentName, map: string): DocumentMap {
  return docOf(chat, name).getMap(map);
}

function segmentOf(chat: TinyChat, number: number): number {
  return chat.starts.findLastIndex((start) => start <= number);
}

export function messagesOf(chat: TinyChat, number: number): DocumentMap {
  return mapOf(chat, segmentOf(chat, number), segmentMaps.messages);
}

/** Does some writing and gives the update of each document that it touched, the chat's first. */
export function writeTo(chat: TinyChat, work: () => void): RowPart[] {
  const segment = Math.max(0, chat.starts.length);
  const names: DocumentName[] = ['chat', ...Array.from({ length: segment + 1 }, (_, n) => n)];
  const made = new Map<DocumentName, Uint8Array>();
  const stops = names.map((name) => {
    const doc = docOf(chat, name);
    const keep = (update: Uint8Array) => made.set(name, update);
    doc.on('update', keep);
    return () => doc.off('update', keep);
  });
  names.reduceRight((inner, name) => () => docOf(chat, name).transact(inner), work)();
  for (const stop of stops) stop();
  return [...made].map(([document, update]) => ({ document, update }));
}

/** From which segment on somebody may see it. */
export function historyOf(chat: TinyChat, user: UserId): number {
  return readMember(mapOf(chat, 'chat', chatMaps.members).get(user))?.history ?? 0;
}

/** Takes a row over from another life of the chat. */
export function replay(chat: TinyChat, row: Row): void {
  for (const { document, update } of row.parts) {
    const doc = docOf(chat, document);
    doc.clientID = 2;
    Y.applyUpdate(doc, update);
    doc.clientID = 1;
  }
  chat.rows.push(row);
  chat.head = row.position;
  const next = messagesOf(chat, chat.lastNumber + 1).get(numberKey(chat.lastNumber + 1));
  if (next === undefined) return;
  chat.lastNumber += 1;
  chat.places.set(row.entryId, chat.lastNumber);
}

export function textsOf(chat: TinyChat): string[] {
  const texts: string[] = [];
  for (let number = 1; number <= chat.lastNumber; number += 1) {
    const value = messagesOf(chat, number).get(numberKey(number));
    const isStanding = typeof value === 'object' && value !== null && 'text' in value;
    texts.push(isStanding ? String(value.text) : '(deleted)');
  }
  return texts;
}
