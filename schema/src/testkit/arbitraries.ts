/**
 * What may legally travel and be typed, as fast-check arbitraries: every frame with everything its
 * limits allow (sizes kept small where only their sum is limited).
 */
import * as fc from 'fast-check';
import { type ErrorCode, errors, isErrorCode } from '../errors.ts';
import {
  accountScope,
  type ChatId,
  chatId,
  directChatId,
  type EntryId,
  entryId,
  fileId,
  type HistoryId,
  historyId,
  type UserId,
  userId,
} from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import type { Answer } from '../protocol/answers.ts';
import type { DownFrame, UpFrame } from '../protocol/codec.ts';
import type { DocumentPart } from '../protocol/document.ts';
import type { Rows } from '../protocol/rows.ts';
import { protocolVersion } from '../protocol/version.ts';
import { intentArbitraries } from './intent-arbitraries.ts';

const uuid = fc.uuid({ version: 7 });
export const userIds: fc.Arbitrary<UserId> = uuid.map(userId);
const entryIds: fc.Arbitrary<EntryId> = uuid.map(entryId);
const historyIds: fc.Arbitrary<HistoryId> = uuid.map(historyId);
export const chatIds: fc.Arbitrary<ChatId> = fc.oneof(
  fc.tuple(userIds, userIds).map(([one, other]) => directChatId(one, other)),
  uuid.map((id) => chatId(`g${id}`)),
);
const errorCodes: fc.Arbitrary<ErrorCode> = fc.constantFrom(
  ...Object.keys(errors).filter(isErrorCode),
);
/** Integers as they travel; small ones and the borders of their length more often. */
const counts: fc.Arbitrary<number> = fc.oneof(
  fc.nat(300),
  fc.constantFrom(0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);
export const texts: fc.Arbitrary<string> = fc.string({ unit: 'binary', maxLength: 60 });

const segments = fc.nat(2 ** 40);
const documentNames = fc.oneof(fc.constant('chat' as const), segments);
const behindDocuments = fc.record({ document: documentNames, complete: counts });
const updates = fc.uint8Array({ maxLength: 40 });

const cursors = fc.record({
  chatId: chatIds,
  head: counts,
  behind: fc.array(behindDocuments, { maxLength: 5 }),
});

const sentEntries = fc.record({
  entryId: entryIds,
  scope: fc.oneof(chatIds, fc.constant(accountScope)),
  after: fc.option(entryIds, { nil: undefined }),
  intent: fc.string({ unit: 'grapheme', maxLength: 80 }),
});

export const upFrames: fc.Arbitrary<UpFrame> = fc.oneof(
  fc.record({
    type: fc.constant('hello' as const),
    version: fc.integer({ min: protocolVersion.floor, max: protocolVersion.current }),
    historyId: fc.option(historyIds, { nil: undefined }),
    receiptsRevision: counts,
    cursors: fc.array(cursors, { maxLength: 6 }),
  }),
  fc.record({
    type: fc.constant('send' as const),
    entries: fc.array(sentEntries, { maxLength: 6 }),
  }),
  fc.record({
    type: fc.constant('fetch' as const),
    chatId: chatIds,
    documents: fc.array(behindDocuments, { maxLength: 6 }),
  }),
  fc.record({
    type: fc.constant('receipt' as const),
    chatId: chatIds,
    delivered: counts,
    read: counts,
  }),
  fc.record({ type: fc.constant('typing' as const), chatId: chatIds }),
  fc.record({
    type: fc.constant('open' as const),
    chatId: fc.option(chatIds, { nil: undefined }),
  }),
  fc.record({ type: fc.constant('ping' as const), nonce: counts }),
);

const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    outcome: fc.constant('accepted' as const),
    entryId: entryIds,
    position: counts,
    number: counts,
  }),
  fc.record({ outcome: fc.constant('refused' as const), entryId: entryIds, code: errorCodes }),
  fc.record({
    outcome: fc.constant('again' as const),
    entryId: entryIds,
    code: errorCodes,
    backoffMs: counts,
  }),
);

const rowParts = fc
  .tuple(
    fc.option(updates, { nil: undefined }),
    fc.option(fc.tuple(segments, updates), { nil: undefined }),
  )
  .map(([chat, segment]) => [
    ...(chat === undefined ? [] : [{ document: 'chat' as const, update: chat }]),
    ...(segment === undefined ? [] : [{ document: segment[0], update: segment[1] }]),
  ]);

const rows: fc.Arbitrary<Rows> = fc
  .record({
    chatId: chatIds,
    from: fc.nat(2 ** 40),
    withheldAfter: fc.nat(5),
    incomplete: fc.array(documentNames, { maxLength: 4 }),
    rows: fc.array(
      fc.record({ step: fc.integer({ min: 1, max: 5 }), entryId: entryIds, parts: rowParts }),
      { maxLength: 6 },
    ),
  })
  .map((drawn) => {
    let position = drawn.from;
    const read = drawn.rows.map(({ step, entryId: id, parts }) => {
      position += step;
      return { position, entryId: id, parts };
    });
    const { chatId: chat, from, incomplete } = drawn;
    const to = position + drawn.withheldAfter;
    return { type: 'rows', chatId: chat, from, to, incomplete, rows: read };
  });

const documentParts: fc.Arbitrary<DocumentPart> = fc
  .record({
    chatId: chatIds,
    document: documentNames,
    from: fc.nat(2 ** 40),
    length: fc.nat(1000),
    offsetBytes: fc.nat(2 ** 40),
    bytes: updates,
    bytesAfter: fc.nat(1000),
  })
  .map(({ length, bytesAfter, ...part }) => ({
    type: 'document',
    ...part,
    to: part.from + length,
    totalBytes: part.offsetBytes + part.bytes.length + bytesAfter,
  }));

const heads = fc.record({ chatId: chatIds, head: counts, lastNumber: counts, segment: counts });
const registers = fc.record({ userId: userIds, delivered: counts, read: counts });

export const downFrames: fc.Arbitrary<DownFrame> = fc.oneof(
  fc.record({
    type: fc.constant('welcome' as const),
    version: counts,
    historyId: historyIds,
    userId: userIds,
    at: counts,
  }),
  fc.record({
    type: fc.constant('chats' as const),
    heads: fc.array(heads, { maxLength: 6 }),
    ended: fc.array(fc.record({ chatId: chatIds, code: errorCodes }), { maxLength: 3 }),
    last: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('answers' as const),
    answers: fc.array(answers, { maxLength: 8 }),
  }),
  rows,
  documentParts,
  fc.record({
    type: fc.constant('receipts' as const),
    chatId: chatIds,
    registers: fc.array(registers, { maxLength: 6 }),
    revision: counts,
  }),
  fc.record({ type: fc.constant('typed' as const), chatId: chatIds, userId: userIds }),
  fc.record({ type: fc.constant('pong' as const), nonce: counts }),
  fc.record({ type: fc.constant('drain' as const), spreadMs: counts }),
  fc.record({ type: fc.constant('account' as const), revision: counts }),
);

/** Tokens of invite links. */
const inviteTokens: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(...'AZaz09-_'),
  minLength: 22,
  maxLength: 22,
});

export const intents: fc.Arbitrary<Intent> = fc.oneof(
  ...Object.values(
    intentArbitraries({
      users: userIds,
      messages: entryIds,
      invites: inviteTokens,
      pictures: uuid.map(fileId),
      texts,
      mostUsers: 8,
    }),
  ),
);
