/**
 * Telling people's devices that their accounts were changed, on this node and on others (PROTOCOL A3).
 * Invariant: nothing is told before it is committed; a hint that is lost is found by reading.
 */
import type { HistoryId, UserId } from '@jibber/schema/ids';
import type { Relay } from '../relay/relay.ts';
import type { AccountLogStorage, AccountNews } from '../storage/account-log-port.ts';
import type { CommittedAccount } from './account-log.ts';
import type { Audience } from './audience.ts';
import type { SyncLog } from './log-port.ts';

export type AccountTellingOptions = {
  readonly storage: Pick<AccountLogStorage, 'readNews'>;
  readonly audience: Audience;
  readonly relay: Relay;
  readonly log: SyncLog;
  /** False where the database was restored: then every connection has been ended. */
  isOurHistory(historyId: HistoryId): boolean;
};

export class AccountTelling {
  readonly #options: AccountTellingOptions;

  constructor(options: AccountTellingOptions) {
    this.#options = options;
  }

  /** An account was changed by this node. */
  committed({ historyId, userId, revision, blocked }: CommittedAccount): void {
    if (!this.#options.isOurHistory(historyId)) return;
    this.#learn(userId, { revision, blocked: [...blocked] });
    this.#options.relay.publish({ type: 'account', historyId, userId });
  }

  /** Accounts were changed by what others did on this node: invitations, reports. */
  changed(historyId: HistoryId, userIds: readonly UserId[]): void {
    for (const userId of userIds) {
      this.hinted(userId);
      this.#options.relay.publish({ type: 'account', historyId, userId });
    }
  }

  /** An account was changed by another node. */
  hinted(userId: UserId): void {
    this.read([userId]).catch((error: unknown) => {
      // The poll finds it.
      this.#options.log.warn({ error, userId }, 'a changed account could not be read');
    });
  }

  /** Reads what changed of the accounts of these people, as far as they are connected here. */
  async read(userIds: readonly UserId[]): Promise<void> {
    const { audience, storage } = this.#options;
    const here = userIds.filter((userId) => audience.person(userId) !== undefined);
    if (here.length === 0) return;
    for (const [userId, news] of await storage.readNews(here)) this.#learn(userId, news);
  }

  #learn(userId: UserId, news: AccountNews): void {
    const person = this.#options.audience.person(userId);
    if (person === undefined || !person.learn(news)) return;
    for (const listener of person.listeners) listener.accountChanged(news.revision);
  }
}
