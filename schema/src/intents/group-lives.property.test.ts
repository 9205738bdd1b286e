import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Bytes } from '../claims.ts';
import { isPresent, type Member, presentRole } from '../document/members.ts';
import { readSegmentEntry } from '../document/values.ts';
import { limits } from '../limits.ts';
import { hasEnded } from '../testkit/applied-intent.ts';
import { groupScripts, scriptGroup } from '../testkit/group-scripts.ts';
import { checkSettled } from '../testkit/invariants.ts';
import {
  type ChatContent,
  contentOf,
  type PlayedStep,
  playScript,
} from '../testkit/played-script.ts';
import { replayChats } from '../testkit/reference.ts';
import { intentKinds, isNumbered, judge, stringifyIntent } from './registry.ts';
import { isAbove } from './roles.ts';

const runs = { numRuns: 500 };

function everyStep(check: (step: PlayedStep) => void): void {
  fc.assert(
    fc.property(groupScripts, (script) => {
      playScript(script, check);
    }),
    runs,
  );
}

function ownersOf({ members }: ChatContent): number {
  return [...members.values()].filter((member) => presentRole(member) === 'owner').length;
}

test('G3: a group that did not end has just one owner among those who are there, at every moment', () => {
  everyStep(({ chat, after }) => {
    if (!hasEnded(chat)) expect(ownersOf(after)).toBe(1);
    // What ended because all left has nobody; what was deleted keeps its last owner.
    else expect(ownersOf(after)).toBe([...after.members.values()].some(isPresent) ? 1 : 0);
  });
});

test('a refused intent changes nothing, and in a group that ended nothing is accepted', () => {
  everyStep(({ verdict, before, after }) => {
    if (!verdict.ok) expect(after).toEqual(before);
    else expect(before.info.has('deleted')).toBe(false);
  });
});

test('G2: nobody gains a role but from somebody who has as much, or as the heir of an owner who left', () => {
  everyStep(({ author, intent, before, after }) => {
    for (const [user, member] of after.members) {
      const role = presentRole(member);
      const was = presentRole(before.members.get(user)) ?? 'member';
      if (role === undefined || !isAbove(role, was) || before.entries.length === 0) continue;
      const giver = presentRole(before.members.get(author));
      if (giver === undefined) throw new Error('a role from outside');
      expect(isAbove(role, giver)).toBe(false);
      expect(['member.role', 'member.leave']).toContain(intent.kind);
      if (intent.kind === 'member.leave') expect([giver, role]).toEqual(['owner', 'owner']);
    }
  });
});

/** Whom an intent may change a line of, beside its author. */
function concerned({ author, intent, after }: PlayedStep): ReadonlySet<string> {
  const users = new Set<string>([author]);
  if ('user' in intent) users.add(intent.user);
  if ('users' in intent) for (const user of intent.users) users.add(user);
  if (intent.kind === 'member.leave') {
    for (const [user, member] of after.members)
      if (presentRole(member) === 'owner') users.add(user);
  }
  return users;
}

test('an intent touches its author and those it names, and nobody else', () => {
  everyStep((step) => {
    const may = concerned(step);
    for (const [user, member] of step.after.members) {
      if (!may.has(user)) expect(member).toEqual(step.before.members.get(user));
    }
  });
});

/** What is wrong with the spans of a member after a step; undefined where nothing is. */
function faultOfSpans(
  before: Member | undefined,
  member: Member,
  step: PlayedStep,
): string | undefined {
  const number = step.after.entries.length;
  const { spans } = member;
  let last = 0;
  for (const [index, [from, to]] of spans.entries()) {
    if (from <= last) return 'not in order';
    if ((to === null) !== (index === spans.length - 1 && isPresent(member))) return 'open inside';
    if (to !== null && to < from) return 'ends before it begins';
    last = to ?? from;
  }
  const old = before?.spans ?? [];
  for (const [index, [from, to]] of old.entries()) {
    const now = spans[index];
    if (now?.[0] !== from) return 'another beginning';
    // What was open is closed with this very number, or still open; what was closed stays so.
    if (to !== null ? now[1] !== to : now[1] !== null && now[1] !== number) return 'another end';
  }
  if (spans.length === old.length) return undefined;
  const [from, to] = spans.at(-1) ?? [];
  const isNew = spans.length === old.length + 1 && from === number && to === null;
  return isNew && step.verdict.ok && isNumbered(step.intent) ? undefined : 'from elsewhere';
}

test('G4: spans are only added or closed, in order, and tell who was there at every number', () => {
  everyStep((step) => {
    for (const [user, member] of step.after.members) {
      expect(faultOfSpans(step.before.members.get(user), member, step)).toBeUndefined();
      const { invited, asked, removed } = member;
      if (isPresent(member))
        expect([invited, asked, removed]).toEqual([undefined, undefined, undefined]);
    }
  });
});

test('judging twice says the same and changes nothing', () => {
  everyStep(({ chat, author, intent }) => {
    const before = contentOf(chat);
    const one = judge(chat, { userId: author }, scriptGroup, intent);
    expect(judge(chat, { userId: author }, scriptGroup, intent)).toEqual(one);
    expect(contentOf(chat)).toEqual(before);
  });
});

test('whatever was accepted can be read, is bounded, and keeps what stood there before', () => {
  everyStep(({ intent, verdict, before, after }) => {
    if (!verdict.ok) return;
    expect(utf8Bytes(stringifyIntent(intent))).toBeLessThanOrEqual(limits.intentBytes);
    expect(after.entries.length - before.entries.length).toBe(isNumbered(intent) ? 1 : 0);
    for (const [index, [number, value]] of after.entries.entries()) {
      expect(number).toBe(index + 1);
      expect(readSegmentEntry(value).kind).not.toBe('unknown');
      expect(utf8Bytes(JSON.stringify(value))).toBeLessThanOrEqual(limits.messageValueBytes);
      const old = before.entries[index];
      const mayChange = intent.kind === 'message.edit' || intent.kind === 'message.delete';
      if (old !== undefined && !mayChange) expect(value).toEqual(old[1]);
    }
  });
});

test('the rules and the reference come to the same group, in which nobody did what he may not', () => {
  fc.assert(
    fc.property(groupScripts, (script) => {
      let last: PlayedStep | undefined;
      const history = playScript(script, (step) => {
        last = step;
      });
      const found = last?.chat;
      const expected = replayChats(history).get(scriptGroup);
      if (found === undefined || expected === undefined) throw new Error('no group');
      expect(checkSettled(history, [])).toEqual([]);
      expect(found.info.get('title')).toBe(expected.title);
      expect(found.info.get('about') ?? '').toBe(expected.about);
      expect(found.info.get('picture') ?? null).toBe(expected.picture);
      expect(found.settings).toEqual(expected.settings);
      expect(hasEnded(found)).toBe(expected.isEnded);
      for (const [user, line] of expected.lines) {
        const member = found.member(user);
        if (member === undefined) throw new Error(`no line of ${user}`);
        expect({
          role: member.role,
          spans: member.spans,
          history: member.history ?? 0,
          invitedBy: member.invited?.by,
          isAsking: member.asked !== undefined,
          isBarred: member.removed !== undefined,
        }).toEqual(line);
      }
      expect([...found.memberIds()].sort()).toEqual([...expected.lines.keys()].sort());
      const shown = found.entries().map(([number, value]) => {
        const entry = readSegmentEntry(value);
        if (entry.kind === 'unknown') throw new Error('unknown entry');
        const { id, author, kind } = entry;
        return {
          id,
          number,
          author,
          kind,
          text: entry.kind === 'message' ? entry.text : '',
          ...(entry.kind === 'deleted' ? { deletedBy: entry.by } : {}),
          ...(entry.kind === 'event' ? { event: entry.event } : {}),
        };
      });
      expect(shown).toEqual(expected.messages);
    }),
    runs,
  );
});

test('the lives that are drawn reach every kind of intent, accepted and refused', () => {
  const accepted = new Map<string, number>();
  const codes = new Set<string>();
  for (const script of fc.sample(groupScripts, { numRuns: 500, seed: 7 })) {
    playScript(script, ({ intent, verdict }) => {
      if (verdict.ok) accepted.set(intent.kind, (accepted.get(intent.kind) ?? 0) + 1);
      else codes.add(verdict.code);
    });
  }
  const never = intentKinds.filter((kind) => !accepted.has(kind));
  expect(never).toEqual(['chat.open']);
  for (const [kind, times] of accepted) expect(times, kind).toBeGreaterThan(10);
  for (const code of ['not-allowed', 'chat-not-found', 'member-not-found', 'no-change']) {
    expect(codes).toContain(code);
  }
  for (const code of ['invite-not-found', 'person-not-reachable', 'chat-deleted', 'text-empty']) {
    expect(codes).toContain(code);
  }
});
