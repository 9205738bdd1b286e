/**
 * What a node reads to answer a hello. Invariant: of what moves while it is being read nothing is
 * missed: chats are followed before they are read, and heads that are heard meanwhile count.
 */
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { Hello } from '@jibber/schema/protocol/hello';
import type { CatchUp, Head, Storage } from '../storage/storage.ts';
import { type CatchUpPlan, planCatchUp } from './catch-up.ts';
import type { Feed } from './feed.ts';
import type { Followed, Following } from './following.ts';

export type GreetingPorts = {
  readonly storage: Pick<Storage, 'catchUp'>;
  readonly feed: Pick<Feed, 'watch'>;
  readonly following: Pick<Following, 'begin'>;
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
  { storage, feed, following, isOurHistory }: GreetingPorts,
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
    if (stored.historyId !== hello.historyId && hello.receiptsRevision > 0) {
      stored = await storage.catchUp(userId, 0, named);
    }
    if (!isOurHistory(stored.historyId)) return;
    const chatIds = stored.chats.map(({ chatId }) => chatId);
    const chats = await following.begin(chatIds, []);
    followed.push(chats);
    const heard = new Map<ChatId, Head>(watch.heads);
    for (const head of chats.heads) heard.set(head.chatId, head);
    welcome({ stored, plan: planCatchUp(hello, stored), heard });
  } finally {
    for (const { release } of followed) release();
    watch.stop();
  }
}
