import { directChatId, type EntryId, entryId, fileId, userId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import {
  backoffMs,
  discard,
  isHeld,
  nextRelease,
  refuse,
  retry,
  rootOf,
  sendable,
} from './outbox.ts';
import type { OutboxEntry } from './records.ts';

const alice = userId('0193a1b2-0000-7000-8000-0000000000a1');
const bob = userId('0193a1b2-0000-7000-8000-0000000000b1');
const chatId = directChatId(alice, bob);
const now = 1_800_000_000_000;

function id(n: number): EntryId {
  return entryId(`0193a1b2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
}

function entry(n: number, intent: Intent, changed: Partial<OutboxEntry> = {}): OutboxEntry {
  return { chatId, order: n, entryId: id(n), intent, writtenAt: now, ...changed };
}

const open = entry(1, { kind: 'chat.open', with: bob });
const first = entry(2, { kind: 'message.send', text: 'first', writtenAt: now });
const edit = entry(3, { kind: 'message.edit', message: id(2), text: 'first, edited' });
const second = entry(4, { kind: 'message.send', text: 'second', writtenAt: now });
const drop = entry(5, { kind: 'message.delete', message: id(4) }, { heldUntil: now + 4000 });

test('entries are sent in order, each naming the one before it', () => {
  expect(sendable([open, first, second])).toMatchObject([
    { entryId: id(1), after: undefined, intent: `{"kind":"chat.open","with":"${bob}"}` },
    { entryId: id(2), after: id(1) },
    { entryId: id(4), after: id(2) },
  ]);
});

test('what is answered or held is passed over, and nothing waits for it', () => {
  const accepted = { ...first, accepted: { position: 2, number: 1 } };
  const refused = { ...edit, refused: 'busy' as const };
  const later = entry(6, { kind: 'message.send', text: 'third', writtenAt: now });
  expect(sendable([accepted, refused, second, drop, later])).toMatchObject([
    { entryId: id(4), after: undefined },
    { entryId: id(6), after: id(4) },
  ]);
  const letGo = { ...drop, heldUntil: undefined };
  expect(sendable([second, letGo, later]).map((each) => each.entryId)).toEqual([
    id(4),
    id(5),
    id(6),
  ]);
});

test('a hold ends at its time, and also where the clock was set back', () => {
  expect(isHeld(drop, now)).toBe(true);
  expect(isHeld(drop, now + 4000)).toBe(false);
  expect(isHeld(drop, now - 3_600_000)).toBe(false);
  expect(nextRelease([first, drop], now)).toBe(now + 4000);
  expect(nextRelease([first, drop], now + 5000)).toBeUndefined();
});

test('a refused message takes its edits with it, a refused opening everything', () => {
  expect(refuse([open, first, edit, second], id(2), 'text-too-long')).toEqual([
    { ...first, refused: 'text-too-long' },
    { ...edit, refused: 'depends-on-refused' },
  ]);
  const all = refuse([open, first, edit, second], id(1), 'person-not-reachable');
  expect(all.map(({ refused }) => refused)).toEqual([
    'person-not-reachable',
    'depends-on-refused',
    'depends-on-refused',
    'depends-on-refused',
  ]);
});

test('a refusal that comes late changes nothing of what was accepted', () => {
  const accepted = { ...first, accepted: { position: 2, number: 1 } };
  expect(refuse([accepted, edit], id(2), 'busy')).toEqual([]);
  expect(refuse([accepted, edit], id(9), 'busy')).toEqual([]);
});

test('a retry writes anew what was refused, with what depends on it naming the new message', () => {
  const entries = [
    open,
    { ...first, refused: 'text-too-long' as const },
    { ...edit, refused: 'depends-on-refused' as const },
    second,
  ];
  let next = 100;
  const newId = () => {
    next += 1;
    return id(next);
  };
  const { removed, added } = retry(entries, id(2), newId);
  expect(removed.map(({ entryId: of }) => of)).toEqual([id(2), id(3)]);
  expect(added).toEqual([
    { chatId, entryId: id(101), intent: first.intent, writtenAt: now },
    {
      chatId,
      entryId: id(102),
      intent: { kind: 'message.edit', message: id(101), text: 'first, edited' },
      writtenAt: now,
    },
  ]);
});

test('a retry of what was refused because of another begins at that other', () => {
  const [refusedOpen, ...others] = refuse([open, first, second], id(1), 'person-not-reachable');
  if (refusedOpen === undefined) throw new Error('nothing was refused');
  const entries = [refusedOpen, ...others];
  const asked = others[1];
  if (asked === undefined) throw new Error('no dependent');
  expect(rootOf(entries, asked)).toBe(refusedOpen);
  const { removed } = retry(entries, asked.entryId, () => id(200));
  expect(removed).toEqual(entries);
});

test('only refused entries are retried or thrown away', () => {
  expect(retry([first], id(2), () => id(9))).toEqual({ removed: [], added: [] });
  expect(discard([first], id(2))).toEqual([]);
  const refused = { ...first, refused: 'busy' as const };
  const dependent = { ...edit, refused: 'depends-on-refused' as const };
  expect(discard([refused, dependent, second], id(2))).toEqual([refused, dependent]);
});

test('waits after "again" double up to their limit and never undercut the node', () => {
  expect([1, 2, 3, 4].map((times) => backoffMs(times, 0, 0))).toEqual([250, 500, 1000, 2000]);
  expect(backoffMs(1, 4000, 0)).toBe(4000);
  expect(backoffMs(40, 0, 0.999)).toBe(limits.againMaxMs);
  expect(backoffMs(1, 0, 0.5)).toBeGreaterThan(250);
});

test('of a group that is made everything in it depends on it, and a retry keeps all ids', () => {
  const create = entry(1, { kind: 'group.create', title: 'Trip', users: [], writtenAt: now });
  const rename = entry(2, { kind: 'group.rename', title: 'Sea' });
  const refused = refuse([create, rename, first], id(1), 'group-full');
  expect(refused.map(({ refused: code }) => code)).toEqual([
    'group-full',
    'depends-on-refused',
    'depends-on-refused',
  ]);
  const { added } = retry(refused, id(2), () => id(99));
  expect(added.map(({ entryId }) => entryId)).toEqual([id(1), id(2), id(2)]);
});

test('what is done to a member depends on his being added, if it was written after that', () => {
  const before = entry(1, { kind: 'members.remove', user: bob });
  const add = entry(2, { kind: 'members.add', users: [bob] });
  const role = entry(3, { kind: 'member.role', user: bob, role: 'administrator' });
  const other = entry(4, { kind: 'member.role', user: alice, role: 'member' });
  const all = [before, add, role, other];
  expect(refuse(all, id(2), 'group-full').map(({ entryId }) => entryId)).toEqual([id(2), id(3)]);
  // He is there already: what follows is not in vain, and is not thrown away with it.
  const [unneeded, ...more] = refuse(all, id(2), 'no-change');
  expect(more).toEqual([]);
  if (unneeded === undefined) throw new Error('nothing was refused');
  expect(discard([before, unneeded, role, other], id(2))).toEqual([unneeded]);
});

test('an entry waits for its picture, with what depends on it, and nothing else does', () => {
  const picture = fileId('0193a1b2-0000-7000-8000-0000000000f1');
  const change = entry(2, { kind: 'group.picture', picture });
  const away = entry(3, { kind: 'group.picture', picture: null });
  const idsOf = (entries: readonly OutboxEntry[], isUp: boolean) =>
    sendable(entries, () => isUp).map(({ entryId, after }) => [entryId, after]);
  expect(idsOf([change, away, second], false)).toEqual([
    [id(3), undefined],
    [id(4), id(3)],
  ]);
  expect(idsOf([change, away], true)).toEqual([
    [id(2), undefined],
    [id(3), id(2)],
  ]);
  const create = entry(1, { kind: 'group.create', title: 'T', picture, users: [], writtenAt: now });
  expect(idsOf([create, away, second], false)).toEqual([]);
});
