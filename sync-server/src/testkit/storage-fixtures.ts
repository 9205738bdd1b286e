/** Small stored things for the tests of the storage port: a chat of Alice and Bob in segment 0. */
import { type ChatId, directChatId, type UserId, userId } from '@jibber/schema/ids';
import { alice, aliceAndBob, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { type GroupWrite, type MemberChange, noGroupChange } from '../storage/group-port.ts';
import type {
  BatchWrite,
  ChatTransaction,
  DocumentState,
  NewRow,
  StandingQuestion,
  Storage,
} from '../storage/storage.ts';

export const notes = directChatId(alice, alice);
export const notAnAccount = userId('01940000-0000-7000-8000-000000000404');
export const now = 1_000_000;

/** Bytes that can be told apart; the storage does not look into them. */
export function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

export function row(position: number, more: Partial<NewRow> = {}): NewRow {
  return {
    position,
    entryId: nthEntryId(position),
    author: alice,
    number: 0,
    at: now + position,
    chatUpdate: undefined,
    segment: undefined,
    segmentUpdate: undefined,
    ...more,
  };
}

export function state(
  name: DocumentState['name'],
  more: Partial<DocumentState> = {},
): DocumentState {
  return {
    name,
    firstNumber: name === 'chat' ? 0 : 1,
    clock: 1,
    touched: 1,
    messages: 0,
    bytes: 10,
    snapshotPosition: 0,
    eraseSince: undefined,
    ...more,
  };
}

export function write(more: Partial<BatchWrite>): BatchWrite {
  return {
    head: { head: 0, lastNumber: 0, segment: 0 },
    rows: [],
    documents: [],
    group: noGroupChange,
    refusals: [],
    at: now,
    ...more,
  };
}

/** A line of the members: present since the first position unless said otherwise. */
export function line(member: UserId, more: Partial<MemberChange> = {}): MemberChange {
  return {
    userId: member,
    role: 'member',
    fromNumber: 1,
    fromSegment: 0,
    fromPosition: 1,
    leftPosition: undefined,
    ...more,
  };
}

export function groupOf(more: Partial<GroupWrite>): GroupWrite {
  return { ...noGroupChange, ...more };
}

export const opening = write({
  head: { head: 1, lastNumber: 0, segment: 0 },
  rows: [row(1, { chatUpdate: bytes(1) })],
  documents: [state('chat'), state(0, { clock: 0, touched: 0 })],
  group: groupOf({ members: [line(alice), line(bob)] }),
});

/** Rows 2 to `head`, each a message in segment 0 with its position as bytes. */
export function messages(first: number, head: number): BatchWrite {
  const positions = Array.from({ length: head - first + 1 }, (_, index) => first + index);
  return write({
    head: { head, lastNumber: head - 1, segment: 0 },
    rows: positions.map((position) =>
      row(position, { number: position - 1, segment: 0, segmentUpdate: bytes(position) }),
    ),
    documents: [state(0, { clock: head, touched: head, messages: head - 1 })],
  });
}

export function question(more: Partial<StandingQuestion>): StandingQuestion {
  return {
    chatId: aliceAndBob,
    sessionIds: [],
    userIds: [],
    entryIds: [],
    relations: [],
    invites: [],
    pictures: [],
    now,
    ...more,
  };
}

export async function open(storage: Storage, chatId: ChatId = aliceAndBob, first = opening) {
  await storage.transaction(async (transaction) => {
    await transaction.insertChat(chatId, now);
    await transaction.lockChat(chatId);
    await transaction.save(chatId, first);
    return { keep: true, value: undefined };
  });
}

export async function save(storage: Storage, batch: BatchWrite) {
  await storage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await transaction.save(aliceAndBob, batch);
    return { keep: true, value: undefined };
  });
}

/** A transaction that is read from and rolled back. */
export function look<Value>(
  storage: Storage,
  work: (transaction: ChatTransaction) => Promise<Value>,
): Promise<Value> {
  return storage.transaction(async (transaction) => ({
    keep: false,
    value: await work(transaction),
  }));
}

/** A promise to be resolved by hand: where two transactions have to meet. */
export function gate() {
  let pass: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { pass, passed };
}
