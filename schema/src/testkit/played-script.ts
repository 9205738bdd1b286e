/**
 * Plays the life of a group on plain maps, step by step, and remembers what happened as a run of the
 * simulation would. Invariant: what it looks at between the steps is a copy.
 */
import { isPresent, type Member, presentRole } from '../document/members.ts';
import { readSegmentEntry } from '../document/values.ts';
import type { EntryId, UserId } from '../ids.ts';
import { type Intent, isNumbered } from '../intents/registry.ts';
import type { Verdict } from '../intents/rule.ts';
import { applyIntent } from './applied-intent.ts';
import {
  type GroupScript,
  type ScriptRole,
  type ScriptStep,
  scriptGroup,
  scriptPeople,
} from './group-scripts.ts';
import type { Deed, History, StoredRow } from './history.ts';
import { openedAt } from './opened-chat.ts';
import { nthEntryId } from './people.ts';
import { createPlainChat, type PlainChat } from './plain-chat.ts';

/** All that stands in a chat. */
export type ChatContent = {
  readonly info: ReadonlyMap<string, unknown>;
  readonly members: ReadonlyMap<UserId, Member>;
  readonly entries: ReadonlyArray<readonly [number: number, value: unknown]>;
};

export type PlayedStep = {
  readonly author: UserId;
  readonly intent: Intent;
  readonly at: number;
  readonly verdict: Verdict;
  readonly before: ChatContent;
  readonly after: ChatContent;
  /** As it is after the step; later steps change it. */
  readonly chat: PlainChat;
};

export function contentOf(chat: PlainChat): ChatContent {
  const members = scriptPeople.flatMap((user) => {
    const member = chat.member(user);
    return member === undefined ? [] : ([[user, member]] as const);
  });
  return {
    info: new Map([...chat.info.keys()].map((key) => [key, chat.info.get(key)])),
    members: new Map(members),
    entries: chat.entries(),
  };
}

/** Whom a kind fits, and to whom it is done. */
const fitting: ReadonlyMap<string, { readonly by: ScriptRole; readonly to?: ScriptRole }> = new Map(
  [
    ['group.join', { by: 'outside' }],
    ['group.settings', { by: 'administrator' }],
    ['members.remove', { by: 'administrator' }],
    ['member.role', { by: 'owner' }],
    ['members.admit', { by: 'owner', to: 'asking' }],
    ['members.reject', { by: 'administrator', to: 'asking' }],
    ['invitation.withdraw', { by: 'owner', to: 'invited' }],
    ['invitation.accept', { by: 'invited' }],
    ['invitation.decline', { by: 'invited' }],
    ['message.report', { by: 'member' }],
  ],
);

/** Who does what, as the group is at that moment. */
function resolve(chat: PlainChat, step: ScriptStep): { author: UserId; intent: Intent } {
  const { intent } = step;
  const fits = step.isFitting ? fitting.get(intent.kind) : undefined;
  const author = find(chat, step.author, fits?.by ?? step.by) ?? step.author;
  if ('user' in intent) {
    const to = fits?.to ?? step.to;
    return { author, intent: { ...intent, user: find(chat, intent.user, to) ?? intent.user } };
  }
  if (!('message' in intent) || !step.isFitting) return { author, intent };
  const isOwn = intent.kind !== 'message.report';
  const own = chat.entries().flatMap(([, value]) => {
    const entry = readSegmentEntry(value);
    return entry.kind === 'message' && (entry.author === author) === isOwn ? [entry.id] : [];
  });
  return { author, intent: { ...intent, message: own.at(-1) ?? intent.message } };
}

/** The next of these people after somebody. */
function find(chat: PlainChat, after: UserId, role: ScriptRole | undefined): UserId | undefined {
  const at = scriptPeople.indexOf(after);
  const inTurn = [...scriptPeople.slice(at), ...scriptPeople.slice(0, at)];
  return inTurn.find((user) => {
    const member = chat.member(user);
    if (role === 'outside') return !isPresent(member);
    if (role === 'invited') return member?.invited !== undefined;
    if (role === 'asking') return member?.asked !== undefined;
    return role !== undefined && presentRole(member) === role;
  });
}

/** @param watch called after each step */
export function playScript(script: GroupScript, watch: (step: PlayedStep) => void): History {
  const relation = (actor: UserId, user: UserId) =>
    script.relations.get(`${actor} ${user}`) ?? 'known';
  const chat = createPlainChat({ kind: 'group', relation, invites: script.invites });
  const deeds: Deed[] = [];
  const rows: StoredRow[] = [];
  const grants = new Map<EntryId, number>();
  for (const [index, step] of script.steps.entries()) {
    const { author, intent } = resolve(chat, step);
    const { segment } = step;
    const entryId = nthEntryId(index + 1);
    const at = openedAt + index;
    const before = contentOf(chat);
    const number = isNumbered(intent) ? chat.nextNumber() : 0;
    const history = chat.settings.history === 'none' ? segment : 0;
    const entry = { author, chatId: scriptGroup, entryId, at, history, intent };
    const verdict = applyIntent(chat, entry);
    deeds.push({
      device: author,
      order: index + 1,
      author,
      chatId: scriptGroup,
      entryId,
      intent,
    });
    if (verdict.ok) {
      rows.push({ chatId: scriptGroup, position: rows.length + 1, entryId, author, number });
      grants.set(entryId, history);
    }
    watch({ author, intent, at, verdict, before, after: contentOf(chat), chat });
  }
  const facts = {
    relation: (row: StoredRow, user: UserId) => relation(row.author, user),
    invite: (token: string) => script.invites.get(token),
    firstSegment: (entryId: EntryId) => grants.get(entryId) ?? 0,
  };
  return { deeds, heard: [], rows, facts };
}
