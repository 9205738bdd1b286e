/**
 * What a person does to groups: made, entered, changed, put away. Invariant: as with all writing, what
 * is told as saved is on the disk; only a chat that is over, or never was, is put away from a device.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import { type ChatId, chatId as chatIdOf } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import type { AdministrationIntent, EnteringIntent, GroupForm, KnownGroup } from './group-view.ts';
import { isWaiting } from './outbox-entry.ts';
import type { PersonWrites, PersonWritesPorts, Saved } from './person-writes.ts';

export class GroupWrites {
  readonly #ports: PersonWritesPorts;
  readonly #writes: PersonWrites;

  constructor(ports: PersonWritesPorts, writes: PersonWrites) {
    this.#ports = ports;
    this.#writes = writes;
  }

  async create(form: GroupForm): Promise<Result<ChatId, ErrorCode | 'full'>> {
    const { title, about, picture, users } = form;
    const chatId = chatIdOf(`g${this.#ports.newEntryId()}`);
    const saved = await this.#writes.write(
      chatId,
      {
        kind: 'group.create',
        title,
        ...(about === undefined ? {} : { about }),
        ...(picture === undefined ? {} : { picture }),
        users: [...users],
        writtenAt: this.#ports.scheduler.now(),
      },
      { isNew: true },
    );
    return saved.ok ? succeed(chatId) : saved;
  }

  administer(chatId: ChatId, intent: AdministrationIntent): Saved {
    return this.#writes.write(chatId, intent);
  }

  /** Judged by the node alone: who is not in a group knows nothing of it. */
  async enter(chatId: ChatId, intent: EnteringIntent, known: KnownGroup = {}): Saved {
    const record = this.#ports.store.mirror.get(chatId)?.record;
    if (record !== undefined && record.head > 0 && record.ended === undefined) {
      return fail('no-change');
    }
    return this.#writes.write(chatId, intent, { isNew: true, isUnjudged: true, known });
  }

  async leaveDevice(chatId: ChatId): Promise<void> {
    await this.#ports.store.change(chatId, 'strict', false, async (work) => {
      const { record, entries } = work;
      const neverWas = record.head === 0 && !entries.some(isWaiting);
      if (record.ended !== undefined || neverWas) work.leave();
    });
  }
}
