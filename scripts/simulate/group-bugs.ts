/** Bugs of a node that let somebody do, or see, in chats with several what he may not. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { RowsFrame } from '@jibber/sync-server/relay/relay';
import type { Membership } from '@jibber/sync-server/storage/group-port';
import { override, type SeededBug } from './seeded-bug.ts';

/** What somebody is in a chat is what he was when this node first asked. */
export const remembersRoles: SeededBug = {
  name: 'roles from memory',
  breaks: ['I5', 'I11', 'run'],
  storage(storage) {
    const known = new Map<string, Membership>();
    const remember = (chatId: ChatId, userId: UserId, now: Membership) => {
      const key = `${chatId} ${userId}`;
      const before = known.get(key);
      if (before === undefined) known.set(key, now);
      return before ?? now;
    };
    return override(storage, {
      transaction: (work) =>
        storage.transaction((transaction) =>
          work(
            override(transaction, {
              async readStanding(question) {
                const standing = await transaction.readStanding(question);
                const members = [...standing.members].map(
                  ([userId, now]) => [userId, remember(question.chatId, userId, now)] as const,
                );
                return { ...standing, members: new Map(members) };
              },
            }),
          ),
        ),
    });
  },
};

/** Nobody is taken out of a chat by what a node hears of it. */
export const expelsNobody: SeededBug = {
  name: 'departures not heard of',
  breaks: ['I6'],
  storage: (storage) => override(storage, { departures: async () => new Map() }),
  relay: (relay) =>
    override(relay, {
      listen(listener) {
        relay.listen((hint) => {
          if (hint.type !== 'rows') listener(hint);
          else listener({ ...hint, frames: hint.frames.map(withoutDepartures) });
        });
      },
    }),
};

function withoutDepartures(frame: RowsFrame): RowsFrame {
  return { ...frame, departures: [] };
}

/** Whoever asks for a document gets it, whatever he may see of the chat. */
export const givesWholeHistory: SeededBug = {
  name: 'history not withheld on fetch',
  breaks: ['I6'],
  storage: (storage) =>
    override(storage, {
      readDocument: (chatId, name, complete) => storage.readDocument(chatId, name, complete),
    }),
};

/** A statement that appends does not ask whether the other has blocked its author. */
export const appendsOfBlocked: SeededBug = {
  name: 'block ignored by append',
  breaks: ['P4'],
  tables(tables) {
    const { people } = tables;
    const bearsOut = tables.bearsOut.bind(tables);
    const isReachable = people.isReachable.bind(people);
    tables.bearsOut = (append) => {
      people.isReachable = () => true;
      try {
        return bearsOut(append);
      } finally {
        people.isReachable = isReachable;
      }
    };
  },
};

/** A link lets people in for ever. */
export const keepsLinksOpen: SeededBug = {
  name: 'links that were revoked or used up',
  breaks: ['I5'],
  tables(tables) {
    const readStanding = tables.readStanding.bind(tables);
    tables.readStanding = (question) => {
      const standing = readStanding(question);
      const invites = question.invites.flatMap((token) => {
        const invite = tables.invites.get(token);
        return invite?.chatId === question.chatId
          ? [[token, { ...invite, usesLeft: undefined }] as const]
          : [];
      });
      return { ...standing, invites: new Map(invites) };
    };
  },
};

/** What a group held stays in the database when it is deleted. */
export const keepsDeletedGroups: SeededBug = {
  name: 'deleted groups not erased',
  breaks: ['I10'],
  storage: (storage) => override(storage, { eraseDeleted: async () => false }),
};
