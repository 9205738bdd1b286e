import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAbout, readName } from '../../commands/account.ts';
import { accountIntents } from '../../testkit/account-arbitraries.ts';
import { alice, bob } from '../../testkit/people.ts';
import {
  applyToAccount,
  judgeAccount,
  parseAccountIntent,
  parseAccountIntentText,
} from './account-registry.ts';
import { type AccountState, type AccountView, defaultSettings } from './account-state.ts';

const start: AccountState = {
  profile: { name: 'Alice', handle: 'alice', about: '', picture: null },
  settings: defaultSettings,
  blocked: new Set([bob]),
};
const viewOf = (state: AccountState): AccountView => ({
  state,
  isHandleTaken: () => false,
  hasPicture: () => true,
  isPerson: () => true,
});

test('reading an intent of an account is total', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string({ unit: 'binary' }), (value, text) => {
      parseAccountIntent(value);
      parseAccountIntentText(text);
    }),
  );
});

test('every intent is read as it was written, judged and applied without an exception', () => {
  fc.assert(
    fc.property(fc.array(accountIntents, { maxLength: 8 }), (intents) => {
      let state = start;
      for (const intent of intents) {
        const read = parseAccountIntentText(JSON.stringify(intent));
        expect(read.ok).toBe(true);
        if (!read.ok) continue;
        if (judgeAccount(viewOf(state), alice, read.value).ok) {
          state = applyToAccount(state, read.value);
        }
        // Whatever was done, what stands could be said anew.
        expect(readName(state.profile.name)).toBe(state.profile.name);
        expect(readAbout(state.profile.about)).toBe(state.profile.about);
        expect(state.blocked.has(alice)).toBe(false);
      }
    }),
  );
});

test('the later one stands, and the same one twice is the same', () => {
  fc.assert(
    fc.property(accountIntents, accountIntents, (one, later) => {
      const both = applyToAccount(applyToAccount(start, one), later);
      expect(applyToAccount(both, later)).toEqual(both);
    }),
  );
});
