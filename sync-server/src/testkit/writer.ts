/** Somebody who writes through a node without a socket: entries as his outbox would send them. */
import type { ChatId, EntryId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { nthEntryId } from '@jibber/schema/testkit/people';
import type { Identity, Sync } from '../log/sync.ts';

/** Entry ids are counted through a test file, so that no two entries meet by chance. */
let counted = 0;

export function nextEntryId(): EntryId {
  counted += 1;
  return nthEntryId(1_000_000 + counted);
}

export function message(text: string): Intent {
  return { kind: 'message.send', text, writtenAt: 1 };
}

export type EntryOptions = {
  readonly entryId?: EntryId;
  readonly after?: EntryId;
};

export function entryOf(
  chatId: ChatId,
  intent: Intent,
  { entryId = nextEntryId(), after }: EntryOptions = {},
): SentEntry {
  return { entryId, scope: chatId, after, intent: stringifyIntent(intent) };
}

export class Writer {
  readonly identity: Identity;
  readonly chatId: ChatId;
  readonly #sync: Sync;

  constructor(sync: Sync, identity: Identity, chatId: ChatId) {
    this.#sync = sync;
    this.identity = identity;
    this.chatId = chatId;
  }

  /** Intents one after the other in one submission, each named after the one before. */
  async intend(...intents: readonly Intent[]): Promise<Answer[]> {
    const entries: SentEntry[] = [];
    for (const intent of intents) {
      const after = entries.at(-1)?.entryId;
      entries.push(entryOf(this.chatId, intent, after === undefined ? {} : { after }));
    }
    return this.submit(...entries);
  }

  submit(...entries: readonly SentEntry[]): Promise<Answer[]> {
    return this.#sync.submit(this.identity, entries);
  }

  /** Sends a message and answers its id; throws where it is not accepted. */
  async write(text: string): Promise<EntryId> {
    const [answer] = await this.intend(message(text));
    if (answer?.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    return answer.entryId;
  }
}
