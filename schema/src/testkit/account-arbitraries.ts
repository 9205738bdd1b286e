/** Intents of the account as they may legally travel, as fast-check arbitraries. */
import * as fc from 'fast-check';
import { fileId } from '../ids.ts';
import type { AccountIntent } from '../intents/account/account-registry.ts';
import { texts, userIds } from './arbitraries.ts';
import { bob, mallory } from './people.ts';

const people = fc.oneof(fc.constantFrom(bob, mallory), userIds);

export const accountIntents: fc.Arbitrary<AccountIntent> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('profile.change' as const),
      name: texts,
      handle: fc.oneof(fc.constantFrom('alice', 'bob_1', 'A'), texts),
      about: texts,
      picture: fc.option(fc.uuid({ version: 7 }).map(fileId)),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    {
      kind: fc.constant('account.settings' as const),
      strangers: fc.constantFrom('all' as const, 'none' as const),
      foundByHandle: fc.boolean(),
      foundByEmail: fc.boolean(),
      foundByPhone: fc.boolean(),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({ kind: fc.constant('person.block' as const), user: people }),
  fc.record({ kind: fc.constant('person.unblock' as const), user: people }),
);
