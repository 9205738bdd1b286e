import { userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import type { GroupMember } from '../replica/group-view.ts';
import { findMembers, listMembers } from './member-list.ts';

function idOf(n: number) {
  return userId(`0193a1b2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
}

const members: readonly GroupMember[] = [
  { userId: idOf(1), role: 'member', pending: false },
  { userId: idOf(2), role: 'owner', pending: false },
  { userId: idOf(3), role: 'administrator', pending: true },
  { userId: idOf(4), role: 'member', pending: false },
];
const names = new Map([
  [idOf(1), 'Zoë Quist'],
  [idOf(2), 'Olga'],
  [idOf(3), 'Adam'],
  [idOf(4), 'bob'],
]);
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
const list = listMembers(members, (user) => names.get(user) ?? 'Someone', idOf(4), collator);

test('the owner is first, then administrators, then members by name, whatever its case', () => {
  expect(list.map(({ name }) => name)).toEqual(['Olga', 'Adam', 'bob', 'Zoë Quist']);
  expect(list[1]).toMatchObject({ role: 'administrator', pending: true, isMe: false });
  expect(list[2]?.isMe).toBe(true);
});

test('members are found by parts of their names, without regard to case, accents and order', () => {
  const found = (typed: string) => findMembers(list, typed).map(({ name }) => name);
  expect(found('zoe')).toEqual(['Zoë Quist']);
  expect(found(' QUI  zo')).toEqual(['Zoë Quist']);
  expect(found('o')).toEqual(['Olga', 'bob', 'Zoë Quist']);
  expect(found('nobody')).toEqual([]);
  expect(findMembers(list, ' ')).toBe(list);
});

test('numbers in names are sorted as numbers', () => {
  const many = [10, 9, 1].map(plain);
  const sorted = listMembers(
    many,
    (user) => `Guest ${Number(user.slice(-2))}`,
    undefined,
    collator,
  );
  expect(sorted.map(({ name }) => name)).toEqual(['Guest 1', 'Guest 9', 'Guest 10']);
});

function plain(n: number): GroupMember {
  const id = userId(`0193a1b2-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`);
  return { userId: id, role: 'member', pending: false };
}
