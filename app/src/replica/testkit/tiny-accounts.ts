/** Accounts of the tiny node: the real rules over states in memory. */
import type { Me } from '@jibber/schema/commands/account';
import type { AccountAnswer } from '@jibber/schema/commands/account-state';
import type { EntryId, UserId } from '@jibber/schema/ids';
import {
  applyToAccount,
  judgeAccount,
  parseAccountIntentText,
} from '@jibber/schema/intents/account/account-registry';
import { type AccountState, defaultSettings } from '@jibber/schema/intents/account/account-state';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { personOf } from './tiny-person.ts';

type TinyAccount = { state: AccountState; revision: number };

export class TinyAccounts {
  readonly #accounts = new Map<UserId, TinyAccount>();
  readonly #accepted = new Map<EntryId, number>();
  /** Handles of people who have no device here. */
  readonly takenHandles = new Set<string>();

  of(userId: UserId): TinyAccount {
    const known = this.#accounts.get(userId);
    if (known !== undefined) return known;
    const { name, handle } = personOf(userId);
    const profile = { name, handle, about: '', picture: null };
    const state = { profile, settings: defaultSettings, blocked: new Set<UserId>() };
    const account = { state, revision: 0 };
    this.#accounts.set(userId, account);
    return account;
  }

  answer(userId: UserId, { entryId, intent: text }: SentEntry): Answer {
    const done = this.#accepted.get(entryId);
    if (done !== undefined) return { outcome: 'accepted', entryId, position: done, number: 0 };
    const intent = parseAccountIntentText(text);
    if (!intent.ok) return { outcome: 'refused', entryId, code: intent.code };
    const account = this.of(userId);
    const view = {
      state: account.state,
      isHandleTaken: (handle: string) => this.takenHandles.has(handle),
      hasPicture: () => true,
      isPerson: () => true,
    };
    const verdict = judgeAccount(view, userId, intent.value);
    if (!verdict.ok) return { outcome: 'refused', entryId, code: verdict.code };
    account.state = applyToAccount(account.state, intent.value);
    account.revision += 1;
    this.#accepted.set(entryId, account.revision);
    return { outcome: 'accepted', entryId, position: account.revision, number: 0 };
  }

  /** What GET /api/account/state answers. */
  read({ userId }: Me): AccountAnswer {
    const { state, revision } = this.of(userId);
    return {
      revision,
      profile: state.profile,
      settings: state.settings,
      blocks: [...state.blocked].map(personOf),
      invitations: [],
      reports: [],
    };
  }
}
