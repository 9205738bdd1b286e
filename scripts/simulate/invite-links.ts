/**
 * Invite links, as commands over HTTP make and revoke them. Invariant: who may make one is asked of
 * the tables at that moment; a link is revoked under the lock of its chat.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { hasRight } from '@jibber/schema/intents/roles';
import { isIn } from '@jibber/sync-server/storage/memory-group';
import type { KnownInvite } from './committed-facts.ts';
import type { World } from './world.ts';

const lifeMs = 60_000;

/** False where this person may not. */
export function makeLink(world: World, by: UserId, chatId: ChatId): boolean {
  const { random, database, facts, network } = world;
  const chat = database.tables.chats.get(chatId);
  const role = chat !== undefined && isIn(chat, by) ? chat.members.get(by)?.role : undefined;
  if (chat === undefined || role === undefined || !hasRight(role, 'add', chat.settings)) {
    return false;
  }
  const token = `link-${facts.invites.size}`.padEnd(22, '0');
  const createdAt = network.actor.now();
  const needsApproval = random.chance(0.5);
  facts.invites.set(token, { token, by, needsApproval, chatId });
  database.tables.invites.set(token, {
    by,
    createdAt,
    needsApproval,
    chatId,
    expiresAt: random.chance(0.5) ? createdAt + random.between(1000, lifeMs) : undefined,
    usesLeft: random.chance(0.5) ? random.between(1, 3) : undefined,
    isRevoked: false,
  });
  return true;
}

export function revokeLink(world: World, { chatId, token }: KnownInvite): void {
  world.holdLock(chatId, world.random.below(100), () => {
    const stored = world.database.tables.invites.get(token);
    if (stored !== undefined) stored.isRevoked = true;
  });
}

/** One that was made once, whatever became of it. */
export function anyLink(world: World): KnownInvite | undefined {
  const links = [...world.facts.invites.values()];
  return links.length === 0 ? undefined : world.random.pick(links);
}
