import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../document/group.ts';
import { applyIntent } from '../testkit/applied-intent.ts';
import { openChat, openedAt } from '../testkit/opened-chat.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '../testkit/people.ts';
import { createPlainChat } from '../testkit/plain-chat.ts';
import { createStage, plainCast, stageGroup } from '../testkit/plain-stage.ts';
import { type Standing, standings } from '../testkit/role-stage.ts';
import { type RoleCell, roleCells, roleTable } from '../testkit/role-table.ts';
import { intentKinds, judge } from './registry.ts';
import { hasRight, isAbove, mayDo, type Right } from './roles.ts';

const names = roleCells.map((cell) => [cell.actor, cell.deed, cell.setting, cell] as const);

function outcomeOf(cell: RoleCell): string {
  const verdict = applyIntent(createStage(cell.setting), {
    author: plainCast.people[cell.actor],
    chatId: stageGroup,
    entryId: nthEntryId(9000),
    at: openedAt + 2000,
    intent: cell.intent(plainCast),
  });
  return verdict.ok ? 'accepted' : verdict.code;
}

test('G1, G2: the table has lines for every kind of intent, and a cell for everybody in each', () => {
  expect(Object.keys(roleTable).sort()).toEqual([...intentKinds].sort());
  for (const kind of intentKinds) {
    const ofKind = roleCells.filter((cell) => cell.intent(plainCast).kind === kind);
    expect(ofKind.length % (2 * standings.length), kind).toBe(0);
    expect(ofKind.length, kind).toBe(roleTable[kind].length * 2 * standings.length);
  }
});

describe('G1, G2: who may do what, cell by cell', () => {
  test.each(names)('%s %s (%s)', (_, __, ___, cell) => {
    expect(outcomeOf(cell)).toBe(cell.outcome);
  });
});

/** What an administrator or a member may not do is refused to whoever is less, one way or another. */
test('no cell gives to somebody what it refuses to somebody above him, but what is about himself', () => {
  const inside: readonly Standing[] = ['owner', 'administrator', 'member'];
  const aboutOneself = new Set(['makes himself a member', 'makes himself an administrator']);
  for (const cell of roleCells.filter(
    ({ outcome, deed }) => outcome === 'accepted' && !aboutOneself.has(deed),
  )) {
    const at = inside.indexOf(cell.actor);
    for (const above of inside.slice(0, Math.max(at, 0))) {
      const other = roleCells.find(
        ({ deed, setting, actor }) =>
          deed === cell.deed && setting === cell.setting && actor === above,
      );
      expect(other?.outcome, `${above} ${cell.deed}`).toBe('accepted');
    }
  }
});

test('G1: in a private chat no intent about a group does anything, for whoever asks', () => {
  for (const { actor, deed, intent } of roleCells) {
    const made = intent(plainCast);
    if (made.kind.startsWith('message.') || made.kind === 'chat.open') continue;
    for (const userId of [alice, bob, mallory]) {
      const chat = openChat();
      const verdict = judge(chat, { userId }, aliceAndBob, made);
      const code = made.kind === 'group.join' ? 'invite-not-found' : 'chat-not-found';
      expect(verdict, `${actor} ${deed}`).toEqual({ ok: false, code });
    }
  }
});

test('G1: a message of a private chat is reported to nobody', () => {
  const chat = openChat();
  const intent = { kind: 'message.report', message: nthEntryId(1), reason: '' } as const;
  const verdict = judge(chat, { userId: alice }, aliceAndBob, intent);
  expect(verdict).toEqual({ ok: false, code: 'chat-not-found' });
});

test('G1: whoever is outside hears of a group just what he hears of none', () => {
  for (const cell of roleCells) {
    const intent = cell.intent(plainCast);
    // One may create what is not there, and has a link or not.
    if (cell.actor !== 'stranger' || intent.kind === 'group.create' || intent.kind === 'group.join')
      continue;
    const actor = { userId: plainCast.people.stranger };
    const none = judge(createPlainChat({ kind: 'group' }), actor, stageGroup, intent);
    expect(none, cell.deed).toEqual({ ok: false, code: cell.outcome });
  }
});

test('rights are those of the table, member by member and setting by setting', () => {
  const open = defaultSettings;
  const closed = {
    ...defaultSettings,
    write: 'administrators',
    add: 'administrators',
    change: 'administrators',
  } as const;
  const expected: { readonly [Of in Right]: readonly [string, string, string] } = {
    write: ['always', 'always', 'by setting'],
    add: ['always', 'always', 'by setting'],
    change: ['always', 'always', 'by setting'],
    moderate: ['always', 'always', 'never'],
    end: ['always', 'never', 'never'],
  };
  const rights: readonly Right[] = ['write', 'add', 'change', 'moderate', 'end'];
  for (const right of rights) {
    const found = (['owner', 'administrator', 'member'] as const).map((role) => {
      const given = [hasRight(role, right, open), hasRight(role, right, closed)];
      return given[0] === given[1] ? (given[0] ? 'always' : 'never') : 'by setting';
    });
    expect(found, right).toEqual(expected[right]);
  }
  const mixed = { ...closed, add: 'members' } as const;
  expect(hasRight('member', 'add', mixed)).toBe(true);
  expect(hasRight('member', 'write', mixed)).toBe(false);
  expect(hasRight('member', 'change', mixed)).toBe(false);
});

test('G2: the table of the paper is that of the rules', () => {
  const paper = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8');
  const cells = [
    ...paper.matchAll(/^\| (\w+) \| (yes|no) \| (yes|no) \| (yes|no|by setting) \| /gm),
  ];
  const closed = {
    write: 'administrators',
    add: 'administrators',
    change: 'administrators',
  } as const;
  const written = (right: Right) =>
    (['owner', 'administrator', 'member'] as const).map((role) => {
      const isOpen = hasRight(role, right, defaultSettings);
      const isClosed = hasRight(role, right, { ...defaultSettings, ...closed });
      return isOpen === isClosed ? (isOpen ? 'yes' : 'no') : 'by setting';
    });
  const rights: readonly Right[] = ['write', 'add', 'change', 'moderate', 'end'];
  expect(cells.map(([, ...row]) => row)).toEqual(rights.map((right) => [right, ...written(right)]));
});

test('whoever is not present has no right, whatever he was', () => {
  const chat = createStage('open');
  for (const standing of ['left', 'removed', 'invited', 'asking', 'stranger'] as const) {
    for (const right of ['write', 'add', 'change', 'moderate', 'end'] as const) {
      expect(mayDo(chat, plainCast.people[standing], right)).toBe(false);
    }
  }
});

test('the owner is above administrators, they are above members, nobody is above himself', () => {
  expect(isAbove('owner', 'administrator')).toBe(true);
  expect(isAbove('administrator', 'member')).toBe(true);
  expect(isAbove('owner', 'member')).toBe(true);
  for (const role of ['owner', 'administrator', 'member'] as const) {
    expect(isAbove(role, role)).toBe(false);
    expect(isAbove(role, 'owner')).toBe(false);
    expect(isAbove('member', role)).toBe(false);
  }
});
