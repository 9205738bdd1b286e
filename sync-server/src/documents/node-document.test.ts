import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { NodeDocument } from './node-document.ts';

test('a write gives the update of just what it wrote, by client id 1', () => {
  const document = new NodeDocument();
  const first = document.write(() => document.map('messages').set('1', 'one'));
  const second = document.write(() => document.map('messages').set('2', 'two'));
  if (first === undefined || second === undefined) throw new Error('no update');
  expect(document.write(() => undefined)).toBe(undefined);
  expect(document.clock).toBe(2);
  const reader = new Y.Doc();
  Y.applyUpdate(reader, first);
  expect(reader.getMap('messages').toJSON()).toEqual({ 1: 'one' });
  Y.applyUpdate(reader, second);
  expect(reader.getMap('messages').toJSON()).toEqual({ 1: 'one', 2: 'two' });
  expect([...Y.decodeStateVector(Y.encodeStateVector(reader))]).toEqual([[1, 2]]);
});

test('receiving what another node wrote keeps the id, without a warning of Yjs', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const one = new NodeDocument();
  const other = new NodeDocument();
  for (let turn = 0; turn < 5; turn += 1) {
    const [writer, reader] = turn % 2 === 0 ? [one, other] : [other, one];
    const update = writer.write(() => writer.map('messages').set(String(turn), turn));
    if (update === undefined) throw new Error('no update');
    reader.receive([update]);
  }
  expect(warn).not.toHaveBeenCalled();
  expect([one.clock, other.clock]).toEqual([5, 5]);
  expect(one.encode()).toEqual(other.encode());
  warn.mockRestore();
});

test('updates that leave a gap are not taken', () => {
  const writer = new NodeDocument();
  writer.write(() => writer.map('messages').set('1', 'one'));
  const second = writer.write(() => writer.map('messages').set('2', 'two'));
  if (second === undefined) throw new Error('no update');
  expect(() => new NodeDocument().receive([second])).toThrow('gap');
});

test('what was replaced is in no encoding, also where it came from outside', () => {
  const writer = new NodeDocument();
  const updates = ['secret', 'public'].flatMap(
    (text) => writer.write(() => writer.map('messages').set('1', { text })) ?? [],
  );
  const reader = new NodeDocument();
  reader.receive(updates);
  for (const document of [writer, reader]) {
    expect(Buffer.from(document.encode()).includes('secret')).toBe(false);
    expect(Buffer.from(document.encode()).includes('public')).toBe(true);
  }
});
