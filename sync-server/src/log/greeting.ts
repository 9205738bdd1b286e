/**
 * What a node reads to answer a hello. Invariant: of what moves while it is being read nothing is
 * missed: chats are followed before they are read, and heads that are heard meanwhile count.
 */
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { Hello } from '@jibber/schema/protocol/hello';
import type { CatchUp, Head, Storage } from '../storage/storage.ts';
import type { Audience } from './audience.ts';
import { type CatchUpPlan, planCatchUp } from './catch-up.ts';
import type { Feed } from './feed.ts';
import type { Followed, Following } from './following.ts';

export type GreetingPorts = {
  readonly storage: Pick<Storage, 'catchUp'>;
  readonly feed: Pick<Feed, 'watch'>;
  readonly following: Pick<Following, 'begin'>;
  readonly audience: Pick<Audience, 'channel'>;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
};

export type Greeting = {
  readonly stored: CatchUp;
  readonly plan: CatchUpPlan;
  /** Newest heads heard of while it was read. */
  readonly heard: ReadonlyMap<ChatId, Head>;
};

/** @param welcome joins the person to his chats: until it returned they stay followed and watched */
export async function readGreeting(
  { storage, feed, following, audience, isOurHistory }: GreetingPorts,
  userId: UserId,
  hello: Hello,
  welcome: (greeting: Greeting) => void,
): Promise<void> {
  const watch = feed.watch();
  const followed: Followed[] = [];
  try {
    // Of a chat that he becomes a member of while his chats are read he is to hear.
    followed.push(await following.begin([], [userId]));
    const named = hello.cursors.map(({ chatId }) => chatId);
    let stored = await storage.catchUp(userId, hello.receiptsRevision, named);
    for (;;) {
      if (stored.historyId !== hello.historyId && hello.receiptsRevision > 0) {
        stored = await storage.catchUp(userId, 0, named);
      }
      if (!isOurHistory(stored.historyId)) return;
      const chatIds = stored.chats.map(({ chatId }) => chatId);
      followed.push(await following.begin(chatIds, []));
      const isKnown = stored.chats.every(
        ({ chatId, head }) => audience.channel(chatId)?.departureSince(userId, head) !== 'unknown',
      );
      if (isKnown) break;
      stored = await storage.catchUp(userId, hello.receiptsRevision, named);
    }
    const heard = new Map<ChatId, Head>(watch.heads);
    for (const { heads } of followed) for (const head of heads) heard.set(head.chatId, head);
    const present = withoutDeparted(stored, userId, audience);
    welcome({ stored: present, plan: planCatchUp(hello, present), heard });
  } finally {
    for (const { release } of followed) release();
    watch.stop();
  }
}

/** Without the chats that he left, or was put out of, while they were being read. */
function withoutDeparted(
  stored: CatchUp,
  userId: UserId,
  audience: Pick<Audience, 'channel'>,
): CatchUp {
  const departed = new Map(stored.departed);
  const chats = stored.chats.filter(({ chatId, head }) => {
    const departure = audience.channel(chatId)?.departureSince(userId, head);
    if (departure === undefined || departure === 'unknown') return true;
    departed.set(chatId, departure.code);
    return false;
  });
  return { ...stored, chats, departed };
}
