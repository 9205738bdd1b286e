/**
 * The table of all kinds of intent whose scope is the account. The only place that knows them all: a
 * new kind is one file and one line in each table here.
 */
import { parseJson } from '../../claims.ts';
import { isRecord } from '../../document/json.ts';
import type { ErrorCode } from '../../errors.ts';
import type { UserId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { exhaust, fail, type Result } from '../../result.ts';
import type { Verdict } from '../rule.ts';
import { accountSettings, type ChangeAccountSettings } from './account-settings.ts';
import type { AccountState, AccountView } from './account-state.ts';
import { type PersonBlock, personBlock } from './person-block.ts';
import { type PersonUnblock, personUnblock } from './person-unblock.ts';
import { type ProfileChange, profileChange } from './profile-change.ts';

export type AccountIntent = ProfileChange | ChangeAccountSettings | PersonBlock | PersonUnblock;
export type AccountIntentKind = AccountIntent['kind'];

const rules = {
  'profile.change': profileChange,
  'account.settings': accountSettings,
  'person.block': personBlock,
  'person.unblock': personUnblock,
} as const satisfies { readonly [Kind in AccountIntentKind]: { readonly kind: Kind } };

export const accountIntentKinds: readonly AccountIntentKind[] = Object.values(rules).map(
  (rule) => rule.kind,
);

/**
 * Reads an intent from a claim. `malformed` where it has no shape of ours, `unknown-kind` (to be
 * tried again after an update) where its kind is one that this version does not know.
 */
export function parseAccountIntent(value: unknown): Result<AccountIntent, ErrorCode> {
  if (!isRecord(value) || typeof value.kind !== 'string') return fail('malformed');
  switch (value.kind) {
    case 'profile.change':
      return profileChange.parse(value);
    case 'account.settings':
      return accountSettings.parse(value);
    case 'person.block':
      return personBlock.parse(value);
    case 'person.unblock':
      return personUnblock.parse(value);
    default:
      return fail('unknown-kind');
  }
}

/** Reads an intent as it travels: JSON text of at most `limits.intentBytes`, else `too-big`. */
export function parseAccountIntentText(text: string): Result<AccountIntent, ErrorCode> {
  const json = parseJson(text, limits.intentBytes);
  return json.ok ? parseAccountIntent(json.value) : json;
}

/** The pure decision on an intent. `actor` is whose account it is: there is no other's. */
export function judgeAccount(view: AccountView, actor: UserId, intent: AccountIntent): Verdict {
  switch (intent.kind) {
    case 'profile.change':
      return profileChange.judge(view, actor, intent);
    case 'account.settings':
      return accountSettings.judge(view, actor, intent);
    case 'person.block':
      return personBlock.judge(view, actor, intent);
    case 'person.unblock':
      return personUnblock.judge(view, actor, intent);
    default:
      return exhaust(intent);
  }
}

/** The state after an intent: what the node stores, and what the device lays over what it fetched. */
export function applyToAccount(state: AccountState, intent: AccountIntent): AccountState {
  switch (intent.kind) {
    case 'profile.change':
      return profileChange.apply(state, intent);
    case 'account.settings':
      return accountSettings.apply(state, intent);
    case 'person.block':
      return personBlock.apply(state, intent);
    case 'person.unblock':
      return personUnblock.apply(state, intent);
    default:
      return exhaust(intent);
  }
}
