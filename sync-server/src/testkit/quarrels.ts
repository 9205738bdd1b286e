/**
 * Quarrels in a group, drawn by chance, and what the rules alone make of them. Invariant: whatever is
 * drawn its author may do at that moment, so that only what the other did can be why it is refused.
 */
import { readMember } from '@jibber/schema/document/members';
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { applyIntent } from '@jibber/schema/testkit/applied-intent';
import { createPlainChat, type PlainChat } from '@jibber/schema/testkit/plain-chat';
import type { Random } from '@jibber/schema/testkit/random';
import { message } from './writer.ts';

export type Deed = { readonly by: UserId; readonly intent: Intent };

/** What the rules alone make of it. @returns `accepted` or the code */
export function play(
  chat: PlainChat,
  scope: ChatId,
  { by, intent, entryId }: Deed & { readonly entryId: EntryId },
): string {
  const verdict = applyIntent(chat, { author: by, chatId: scope, entryId, at: 1, intent });
  return verdict.ok ? 'accepted' : verdict.code;
}

export function present(chat: PlainChat): readonly UserId[] {
  return [...chat.memberIds()].filter((user) => chat.roleOf(user) !== undefined);
}

/** Two who may, against each other or over a third; what each does he may do at that moment. */
export function drawQuarrel(draw: Random, chat: PlainChat, watcher: UserId): readonly Deed[] {
  const others = present(chat).filter((user) => user !== watcher);
  const ranks = draw.shuffle(others.filter((user) => chat.roleOf(user) !== 'member'));
  const [one, other] = ranks;
  const third = draw.pick(others.filter((user) => user !== one && user !== other));
  if (one === undefined || other === undefined) return [{ by: third, intent: message('alone') }];
  const kind = draw.below(3);
  const target = (against: UserId) => (kind === 0 ? third : against);
  return [
    { by: one, intent: drawDeed(draw, chat, one, target(other)) },
    { by: other, intent: drawDeed(draw, chat, other, target(one)) },
  ];
}

function drawDeed(draw: Random, chat: PlainChat, by: UserId, user: UserId): Intent {
  const isOwner = chat.roleOf(by) === 'owner';
  if (chat.roleOf(user) === 'owner') {
    return draw.chance(0.5)
      ? { kind: 'member.leave' }
      : { kind: 'member.role', user: by, role: 'member' };
  }
  const isMember = chat.roleOf(user) === 'member';
  const role = isOwner && draw.chance(0.3) ? 'owner' : isMember ? 'administrator' : 'member';
  const deeds: readonly Intent[] = [
    { kind: 'members.remove', user },
    { kind: 'member.role', user, role },
    { kind: 'member.role', user, role },
    { kind: 'member.leave' },
  ];
  return draw.pick(deeds);
}

/** The same chat, to try on it what would have been. */
export function copyOf(chat: PlainChat): PlainChat {
  const copy = createPlainChat({ kind: 'group' });
  copy.exists = chat.exists;
  for (const user of chat.memberIds()) {
    const value = readMember(chat.members.get(user));
    if (value !== undefined)
      copy.members.set(user, { ...value, spans: value.spans.map((span) => [...span]) });
  }
  for (const key of ['kind', 'title', 'at']) {
    const value = chat.info.get(key);
    if (typeof value === 'string' || typeof value === 'number') copy.info.set(key, value);
  }
  return copy;
}
