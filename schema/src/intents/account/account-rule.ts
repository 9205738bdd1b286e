/**
 * The face of an intent of the account: how it is read from a claim, judged, and laid over a state.
 * No document and no position: the later accepted one stands (DESIGN 5).
 */
import type { ErrorCode } from '../../errors.ts';
import type { UserId } from '../../ids.ts';
import type { Result } from '../../result.ts';
import type { Verdict } from '../rule.ts';
import type { AccountState, AccountView } from './account-state.ts';

export interface AccountRule<Intent extends { readonly kind: string }> {
  readonly kind: Intent['kind'];
  /** Shape only. Unknown keys, wrong types and foreign ids are `malformed`. Never throws. */
  parse(value: unknown): Result<Intent, ErrorCode>;
  /** Pure: same view, actor and intent give the same verdict, at the node and on the device. */
  judge(view: AccountView, actor: UserId, intent: Intent): Verdict;
  /** The state after an intent that was accepted, or is taken to be: total, and pure. */
  apply(state: AccountState, intent: Intent): AccountState;
}
