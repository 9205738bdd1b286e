/** Groups to begin a test with. Invariant: they came about by the rules, not by writing to their maps. */
import type { EntryId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import { applyIntent } from './applied-intent.ts';
import { openedAt } from './opened-chat.ts';
import { alice, bob, carol, dave, nthEntryId, someGroup } from './people.ts';
import { createPlainChat, type PlainChat, type PlainChatOptions } from './plain-chat.ts';

export interface OpenedGroup {
  readonly chat: PlainChat;
  /** Somebody does something, 1 ms after what was done before. @returns `accepted` or the code */
  act(author: UserId, intent: Intent, history?: number): string;
  /** The same; throws where it is refused. @returns the id of its entry */
  make(author: UserId, intent: Intent, history?: number): EntryId;
}

/** A group that nobody made yet. */
export function startGroup(options: PlainChatOptions = {}): OpenedGroup {
  const chat = createPlainChat({ kind: 'group', ...options });
  let count = 0;
  const act = (author: UserId, intent: Intent, history = 0): string => {
    count += 1;
    const entryId = nthEntryId(2000 + count);
    const at = openedAt + count;
    const verdict = applyIntent(chat, { author, chatId: someGroup, entryId, at, history, intent });
    return verdict.ok ? 'accepted' : verdict.code;
  };
  return {
    chat,
    act,
    make(author, intent, history) {
      const outcome = act(author, intent, history);
      if (outcome !== 'accepted') throw new Error(`${intent.kind} was refused: ${outcome}`);
      return nthEntryId(2000 + count);
    },
  };
}

/** A group of Alice, who owns it, Bob, its administrator, Carol and Dave; two events tell of it. */
export function openGroup(options: PlainChatOptions = {}): OpenedGroup {
  const group = startGroup(options);
  group.make(alice, { kind: 'group.create', title: 'Us', users: [bob, carol, dave], writtenAt: 1 });
  group.make(alice, { kind: 'member.role', user: bob, role: 'administrator' });
  return group;
}
