import { type EntryId, entryId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { expect, test } from 'vitest';
import { refreshPreview } from './chat-preview.ts';
import { newChat } from './chat-record.ts';
import { type AcceptedChat, OverlayChat } from './overlay.ts';
import type { OutboxEntry } from './records.ts';
import type { TimelineMessage } from './replica.ts';
import { alice, bob, chat } from './testkit/world.ts';
import { layEntries, readMessage } from './timeline.ts';

const me = alice.userId;

function id(n: number): EntryId {
  return entryId(`0193a1b2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
}

/** A chat in which number n is the message with id n. */
function accept(values: Readonly<Record<number, Record<string, unknown>>>): AcceptedChat {
  return {
    chatId: chat,
    exists: true,
    lastNumber: Math.max(0, ...Object.keys(values).map(Number)),
    info: () => undefined,
    member: () => ({ role: 'member', spans: [[1, null]] }),
    memberKeys: () => [me, bob.userId],
    segmentStart: () => undefined,
    message: (number) => values[number],
    locate: (message) => {
      const found = Object.entries(values).find(([, value]) => value.id === message);
      return found === undefined ? undefined : Number(found[0]);
    },
    segmentBytes: () => 0,
  };
}

function text(n: number, changed: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: id(n), author: me, at: 1000 + n, writtenAt: 900 + n, text: `text ${n}`, ...changed };
}

function entry(n: number, intent: Intent, changed: Partial<OutboxEntry> = {}): OutboxEntry {
  return { chatId: chat, order: n, entryId: id(n), intent, writtenAt: 5000 + n, ...changed };
}

function send(n: number, changed: Partial<OutboxEntry> = {}): OutboxEntry {
  return entry(n, { kind: 'message.send', text: `sent ${n}`, writtenAt: 5000 + n }, changed);
}

function draw(
  values: Readonly<Record<number, Record<string, unknown>>>,
  entries: readonly OutboxEntry[],
): readonly TimelineMessage[] {
  const accepted = accept(values);
  const overlay = new OverlayChat(accepted, me, { knows: () => true, isBlocked: () => false });
  for (const each of entries) overlay.apply(each);
  const messages = Object.entries(values).flatMap(
    ([number, value]) => readMessage(Number(number), value, me, 'sent') ?? [],
  );
  return layEntries(messages, entries, overlay, me);
}

test('without an outbox the accepted messages are drawn as they are', () => {
  const [mine, his, gone, newer] = draw(
    {
      1: text(1),
      2: text(2, { author: bob.userId, edited: { at: 1, times: 1 } }),
      3: { id: id(3), author: me, at: 1003, deleted: bob.userId },
      4: text(4, { poll: ['a', 'b'] }),
    },
    [],
  );
  expect(mine).toMatchObject({ id: id(1), number: 1, pending: false, at: 1001, state: 'sent' });
  expect(his).toMatchObject({ author: bob.userId, edited: true, state: undefined });
  expect(gone).toMatchObject({ kind: 'deleted', text: '', deletedBy: bob.userId, writtenAt: 1003 });
  expect(newer).toMatchObject({ kind: 'unknown', text: '', id: id(4) });
});

test('a value that nobody could name is not drawn', () => {
  expect(draw({ 1: { text: 'no id' }, 2: text(2) }, []).map(({ number }) => number)).toEqual([2]);
});

test('pending messages stand at the end, in the order of writing', () => {
  const drawn = draw({ 1: text(1) }, [send(8), send(9, { accepted: { position: 5, number: 2 } })]);
  expect(drawn.map(({ id: of, number, pending, state }) => [of, number, pending, state])).toEqual([
    [id(1), 1, false, 'sent'],
    [id(8), 2, true, 'saved'],
    [id(9), 3, true, 'sent'],
  ]);
});

test('a message whose row is here is drawn once, whatever the outbox still holds', () => {
  const drawn = draw({ 1: text(1) }, [send(1, { accepted: { position: 2, number: 1 } }), send(8)]);
  expect(drawn.map(({ id: of, pending }) => [of, pending])).toEqual([
    [id(1), false],
    [id(8), true],
  ]);
});

test('pending edits and deletions are drawn, and marked as changing', () => {
  const drawn = draw({ 1: text(1), 2: text(2) }, [
    entry(8, { kind: 'message.edit', message: id(1), text: 'edited' }),
    entry(9, { kind: 'message.delete', message: id(2) }),
    send(10),
    entry(11, { kind: 'message.edit', message: id(10), text: 'sent, then edited' }),
  ]);
  expect(drawn).toMatchObject([
    { id: id(1), text: 'edited', edited: true, changing: true, state: 'sent' },
    { id: id(2), kind: 'deleted', text: '', changing: true },
    { id: id(10), text: 'sent, then edited', changing: true, state: 'saved', pending: true },
  ]);
});

test('refused ones stay with their reason; what they were about stays as it is', () => {
  const drawn = draw({ 1: text(1) }, [
    entry(
      8,
      { kind: 'message.edit', message: id(1), text: 'refused edit' },
      { refused: 'segment-full' },
    ),
    send(9, { refused: 'text-too-long' }),
    entry(
      10,
      { kind: 'message.edit', message: id(9), text: 'x' },
      { refused: 'depends-on-refused' },
    ),
    send(11),
  ]);
  expect(drawn).toMatchObject([
    {
      text: 'text 1',
      changing: false,
      refusal: { kind: 'message.edit', code: 'segment-full', text: 'refused edit' },
    },
    {
      id: id(9),
      state: 'refused',
      refusal: { kind: 'message.send', code: 'text-too-long', text: 'sent 9' },
    },
    { id: id(11), state: 'saved', refusal: undefined },
  ]);
});

test('an entry about a message that is not loaded changes nothing that is drawn', () => {
  const drawn = draw({ 1: text(1) }, [
    entry(8, { kind: 'message.edit', message: id(77), text: 'far away' }),
    entry(9, { kind: 'message.delete', message: id(78) }),
  ]);
  expect(drawn).toMatchObject([{ text: 'text 1', changing: false }]);
});

test('the preview is the last accepted thing with own pending entries laid over it', () => {
  const record = {
    ...newChat(chat, 1),
    last: { number: 3, id: id(3), kind: 'message' as const, author: me, text: 'a\nb  c', at: 2000 },
    others: { delivered: 3, read: 2 },
  };
  refreshPreview(record, [], me);
  expect(record.preview).toMatchObject({ text: 'a b c', state: 'delivered', at: 2000 });
  refreshPreview(record, [entry(8, { kind: 'message.edit', message: id(3), text: 'edited' })], me);
  expect(record.preview).toMatchObject({ text: 'edited', at: 2000 });
  refreshPreview(record, [entry(8, { kind: 'message.delete', message: id(3) }), send(9)], me);
  expect(record.preview).toMatchObject({ text: 'sent 9', state: 'saved', at: 5009 });
  expect(record.sortAt).toBe(5009);
  refreshPreview(record, [entry(8, { kind: 'message.delete', message: id(3) })], me);
  expect(record.preview).toMatchObject({ kind: 'deleted', text: '' });
});

test('a preview is at most 200 units, and never ends with half a character', () => {
  const record = {
    ...newChat(chat, 1),
    last: {
      number: 1,
      id: id(1),
      kind: 'message' as const,
      author: me,
      text: `${'x'.repeat(199)}\u{1F600}more`,
      at: 1,
    },
  };
  refreshPreview(record, [], me);
  expect(record.preview?.text).toBe('x'.repeat(199));
});
