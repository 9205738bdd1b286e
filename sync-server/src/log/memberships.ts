/**
 * Which chats the people connected to this node are in, kept up with what commits and hints tell, and
 * read anew where a hint may have been lost. Invariant: whoever is put into a chat gets of it what was
 * before by reading it with his own rights, never from what is told to all.
 */
import type { ChatId, HistoryId, UserId } from '@jibber/schema/ids';
import type { Joined } from '../documents/group-changes.ts';
import type { Relay } from '../relay/relay.ts';
import type { Head, Storage } from '../storage/storage.ts';
import type { Audience } from './audience.ts';
import type { Feed } from './feed.ts';
import type { Following } from './following.ts';
import type { SyncLog } from './log-port.ts';

export type MembershipsOptions = {
  readonly storage: Pick<Storage, 'catchUp' | 'membershipCounts'>;
  readonly relay: Pick<Relay, 'hearsAll'>;
  readonly log: SyncLog;
  readonly audience: Audience;
  readonly feed: Feed;
  readonly following: Following;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
};

export class Memberships {
  readonly #options: MembershipsOptions;

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /**
   * Puts those of them who are connected here into the chat, and tells their devices of it.
   * @param told position up to which a channel that begins with this has been told
   */
  introduce(chatId: ChatId, head: Head, told: number, joined: readonly Joined[]): void {
    const { audience, relay } = this.#options;
    let isNew = false;
    for (const { userId, ...grant } of joined) {
      const person = audience.person(userId);
      if (person === undefined || person.channels.has(chatId)) continue;
      const channel = audience.join(person, chatId, told, head, grant);
      for (const listener of person.listeners) listener.introduced(channel);
      isNew = true;
    }
    if (isNew && !relay.hearsAll) void this.#follow(chatId);
  }

  /** Chats of these people may have changed without this node's having heard how. */
  reread(userIds: readonly UserId[]): void {
    const { audience, log } = this.#options;
    for (const userId of new Set(userIds)) {
      if (audience.person(userId) === undefined) continue;
      this.readChats(userId).catch((error: unknown) => {
        // The poll finds it.
        log.warn({ error, userId }, 'chats of a person could not be read');
      });
    }
  }

  /** Whoever is in more or fewer chats than this node knows of has missed a hint. */
  async findMoved(userIds: readonly UserId[]): Promise<void> {
    const { audience, storage } = this.#options;
    if (userIds.length === 0) return;
    const counts = await storage.membershipCounts(userIds);
    for (const userId of userIds) {
      const known = audience.person(userId)?.channels.size ?? 0;
      if ((counts.get(userId) ?? 0) !== known) await this.readChats(userId);
    }
  }

  /** Brings what is known of a person's chats up to what is stored. */
  async readChats(userId: UserId): Promise<void> {
    const { audience, storage, feed, isOurHistory } = this.#options;
    const before = [...(audience.person(userId)?.channels.keys() ?? [])];
    const { chats, departed, historyId } = await storage.catchUp(userId, 0, before);
    if (!isOurHistory(historyId)) return;
    const present = new Set(chats.map(({ chatId }) => chatId));
    const person = audience.person(userId);
    for (const chatId of before) {
      const channel = person?.channels.get(chatId);
      if (present.has(chatId) || person === undefined || channel === undefined) continue;
      audience.expel(person, channel, departed.get(chatId) ?? 'chat-removed');
    }
    for (const { chatId, fromSegment, fromPosition, ...head } of chats) {
      this.introduce(chatId, head, head.head, [{ userId, fromSegment, fromPosition }]);
      feed.noticed(chatId, head);
    }
  }

  async #follow(chatId: ChatId): Promise<void> {
    const { following, feed, log } = this.#options;
    try {
      const { heads, release } = await following.begin([chatId], []);
      for (const head of heads) feed.noticed(chatId, head);
      release();
    } catch (error) {
      log.warn({ error, chatId }, 'a new chat could not be followed');
    }
  }
}
