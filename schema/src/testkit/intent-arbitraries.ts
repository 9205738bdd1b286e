/**
 * Intents about chats as fast-check arbitraries, one per kind. Invariant: a kind without its line is
 * a type error.
 */
import * as fc from 'fast-check';
import type { EntryId, FileId, UserId } from '../ids.ts';
import type { Intent, IntentKind } from '../intents/registry.ts';

/** What intents are made of. */
export type IntentParts = {
  readonly users: fc.Arbitrary<UserId>;
  readonly messages: fc.Arbitrary<EntryId>;
  readonly invites: fc.Arbitrary<string>;
  readonly pictures: fc.Arbitrary<FileId>;
  readonly texts: fc.Arbitrary<string>;
  /** People named by one intent, at most. */
  readonly mostUsers: number;
};

export type IntentArbitraries = {
  readonly [Kind in IntentKind]: fc.Arbitrary<Extract<Intent, { readonly kind: Kind }>>;
};

export function intentArbitraries(parts: IntentParts): IntentArbitraries {
  const { users, messages, invites, pictures, texts } = parts;
  const people = fc.uniqueArray(users, { maxLength: parts.mostUsers });
  const writtenAt = fc.nat(253402300799999);
  const who = fc.constantFrom('members' as const, 'administrators' as const);
  const kind = <Kind extends IntentKind>(name: Kind) => fc.constant(name);
  return {
    'chat.open': fc.record({ kind: kind('chat.open'), with: users }),
    'group.create': fc.record(
      {
        kind: kind('group.create'),
        title: texts,
        about: texts,
        picture: pictures,
        users: people,
        writtenAt,
      },
      { requiredKeys: ['kind', 'title', 'users', 'writtenAt'] },
    ),
    'group.rename': fc.record({ kind: kind('group.rename'), title: texts }),
    'group.describe': fc.record({ kind: kind('group.describe'), about: texts }),
    'group.picture': fc.record({ kind: kind('group.picture'), picture: fc.option(pictures) }),
    'group.settings': fc.record({
      kind: kind('group.settings'),
      settings: fc.record(
        {
          write: who,
          add: who,
          change: who,
          history: fc.constantFrom('all' as const, 'none' as const),
        },
        { requiredKeys: [] },
      ),
    }),
    'group.delete': fc.record({ kind: kind('group.delete') }),
    'group.join': fc.record({ kind: kind('group.join'), invite: invites }),
    'members.add': fc.record({ kind: kind('members.add'), users: people }),
    'members.remove': fc.record({ kind: kind('members.remove'), user: users }),
    'members.admit': fc.record({ kind: kind('members.admit'), user: users }),
    'members.reject': fc.record({ kind: kind('members.reject'), user: users }),
    'member.role': fc.record({
      kind: kind('member.role'),
      user: users,
      role: fc.constantFrom('owner' as const, 'administrator' as const, 'member' as const),
    }),
    'member.leave': fc.record({ kind: kind('member.leave') }),
    'invitation.accept': fc.record({ kind: kind('invitation.accept') }),
    'invitation.decline': fc.record({ kind: kind('invitation.decline') }),
    'invitation.withdraw': fc.record({ kind: kind('invitation.withdraw'), user: users }),
    'message.send': fc.record({ kind: kind('message.send'), text: texts, writtenAt }),
    'message.edit': fc.record({ kind: kind('message.edit'), message: messages, text: texts }),
    'message.delete': fc.record({ kind: kind('message.delete'), message: messages }),
    'message.report': fc.record({
      kind: kind('message.report'),
      message: messages,
      reason: texts,
    }),
  };
}
