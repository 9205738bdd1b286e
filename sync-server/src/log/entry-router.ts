/** Where an entry goes by its scope: to the log of chats, or to that of accounts. */
import { accountScope } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import type { AccountLog } from './account-log.ts';
import type { ChatEntry, ChatLog } from './chat-log.ts';
import type { Identity } from './sync.ts';

/** Takes entries of any scope; each is answered once, in calls that may come in any order. */
export interface EntryLog {
  submit(
    identity: Identity,
    entries: readonly SentEntry[],
    reply: (answers: readonly Answer[]) => void,
  ): void;
}

export function routeEntries(
  chats: Pick<ChatLog, 'submit'>,
  accounts: Pick<AccountLog, 'submit'>,
): EntryLog {
  return {
    submit(identity, entries, reply) {
      const ofAccount = entries.filter(({ scope }) => scope === accountScope);
      const ofChats = entries.filter(isOfChat);
      if (ofAccount.length > 0) accounts.submit(identity, ofAccount, reply);
      if (ofChats.length > 0) chats.submit(identity, ofChats, reply);
    },
  };
}

function isOfChat(entry: SentEntry): entry is ChatEntry {
  return entry.scope !== accountScope;
}
