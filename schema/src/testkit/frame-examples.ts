/**
 * One frame of each type in which every field shows: what the golden bytes are made of. Invariant:
 * an example never changes; a frame that gains a field gets another example beside it.
 */
import { chatId } from '../ids.ts';
import type { Frame } from '../protocol/codec.ts';
import { alice, aliceAndBob, bob, nthEntryId, someHistory } from './people.ts';

const group = chatId('g01960000-0000-7000-8000-000000006789');

export const frameExamples: {
  readonly [Type in Frame['type']]: Extract<Frame, { readonly type: Type }>;
} = {
  hello: {
    type: 'hello',
    version: 1,
    historyId: someHistory,
    receiptsRevision: 300,
    cursors: [
      {
        chatId: aliceAndBob,
        head: 129,
        behind: [
          { document: 'chat', complete: 127 },
          { document: 0, complete: 128 },
        ],
      },
      { chatId: group, head: 0, behind: [] },
    ],
  },
  send: {
    type: 'send',
    entries: [
      {
        entryId: nthEntryId(1),
        scope: aliceAndBob,
        after: undefined,
        intent: '{"kind":"message.send","text":"hé🎈","writtenAt":5}',
      },
      { entryId: nthEntryId(2), scope: group, after: nthEntryId(1), intent: '{}' },
    ],
  },
  fetch: {
    type: 'fetch',
    chatId: aliceAndBob,
    documents: [
      { document: 3, complete: 0 },
      { document: 'chat', complete: 16_384 },
    ],
  },
  receipt: { type: 'receipt', chatId: aliceAndBob, delivered: 200, read: 199 },
  typing: { type: 'typing', chatId: group },
  open: { type: 'open', chatId: aliceAndBob },
  ping: { type: 'ping', nonce: 9_007_199_254_740_991 },
  welcome: {
    type: 'welcome',
    version: 1,
    historyId: someHistory,
    userId: alice,
    at: 1_767_225_600_123,
  },
  chats: {
    type: 'chats',
    heads: [{ chatId: aliceAndBob, head: 300, lastNumber: 280, segment: 1 }],
    ended: [{ chatId: group, code: 'chat-not-found' }],
    last: true,
  },
  answers: {
    type: 'answers',
    answers: [
      { outcome: 'accepted', entryId: nthEntryId(1), position: 301, number: 281 },
      { outcome: 'refused', entryId: nthEntryId(2), code: 'text-too-long' },
      { outcome: 'again', entryId: nthEntryId(3), code: 'busy', backoffMs: 250 },
    ],
  },
  rows: {
    type: 'rows',
    chatId: aliceAndBob,
    from: 300,
    to: 304,
    incomplete: ['chat', 0],
    rows: [
      {
        position: 301,
        entryId: nthEntryId(1),
        parts: [
          { document: 'chat', update: Uint8Array.of(0, 0) },
          { document: 1, update: Uint8Array.of(1, 2, 255) },
        ],
      },
      { position: 303, entryId: nthEntryId(2), parts: [] },
    ],
  },
  document: {
    type: 'document',
    chatId: aliceAndBob,
    document: 1,
    from: 0,
    to: 304,
    totalBytes: 1000,
    offsetBytes: 500,
    bytes: Uint8Array.of(3, 4, 5),
  },
  receipts: {
    type: 'receipts',
    chatId: aliceAndBob,
    registers: [
      { userId: alice, delivered: 281, read: 280 },
      { userId: bob, delivered: 128, read: 0 },
    ],
    revision: 301,
  },
  typed: { type: 'typed', chatId: aliceAndBob, userId: bob },
  pong: { type: 'pong', nonce: 0 },
  drain: { type: 'drain', spreadMs: 60_000 },
  account: { type: 'account', revision: 16_384 },
};

export type FrameFixture = {
  /** Of its files, one a version. */
  readonly name: string;
  /** The first version that has it. */
  readonly since: number;
  readonly frame: Frame;
};

/** What there are golden bytes of: the examples, and those that were put beside them since. */
export const frameFixtures: readonly FrameFixture[] = [
  ...Object.values(frameExamples).map((frame) => ({
    name: frame.type,
    since: frame.type === 'account' ? 2 : 1,
    frame,
  })),
  {
    name: 'sendscope',
    since: 2,
    frame: {
      type: 'send',
      entries: [
        {
          entryId: nthEntryId(3),
          scope: 'account',
          after: nthEntryId(2),
          intent: '{"kind":"person.block","user":"01940000-0000-7000-8000-0000000000b0"}',
        },
      ],
    },
  },
];

/** Types that a device sends; all others are sent by nodes. */
export const upTypes: ReadonlySet<Frame['type']> = new Set([
  'hello',
  'send',
  'fetch',
  'receipt',
  'typing',
  'open',
  'ping',
]);
