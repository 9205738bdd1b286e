/**
 * Who is present in a group, and how far they have come together, inside one transaction. Invariant:
 * `others` of the record is the least of the other present members, each counted from where he came
 * in; it is told only of groups small enough for it (DESIGN 3).
 */
import { type Member, memberSince } from '@jibber/schema/document/members';
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { isGroup } from './chat-record.ts';
import type { WriteTransaction } from './local-database.ts';
import type { ChatRecord, Present, ReceiptRecord } from './records.ts';

export class ChatMembers {
  readonly #transaction: WriteTransaction;
  readonly #record: ChatRecord;
  readonly #me: UserId;
  #present: Map<UserId, number> | undefined;
  #isChanged = false;
  #mustCount = false;

  constructor(transaction: WriteTransaction, record: ChatRecord, me: UserId) {
    this.#transaction = transaction;
    this.#record = record;
    this.#me = me;
  }

  /** Reads who is present; needed before `note`. */
  async load(): Promise<void> {
    const { chatId } = this.#record;
    if (!isGroup(chatId) || this.#present !== undefined) return;
    const stored = await this.#transaction.table('members').get(chatId);
    this.#present ??= new Map(stored?.present);
  }

  /**
   * Lines of members that a chat document has.
   * @param isWhole these are all
   */
  note(members: ReadonlyMap<UserId, Member>, isWhole: boolean): void {
    if (!isGroup(this.#record.chatId) || (!isWhole && members.size === 0)) return;
    if (isWhole || this.#present === undefined) this.#present = new Map();
    this.#isChanged = true;
    for (const [user, member] of members) {
      const since = memberSince(member);
      if (since === undefined) this.#present.delete(user);
      else this.#present.set(user, since);
    }
  }

  /** Registers of others are new in the table. */
  registersChanged(): void {
    this.#mustCount = true;
  }

  clear(): void {
    this.#transaction.table('members').delete(this.#record.chatId);
    this.#present = new Map();
    this.#isChanged = false;
    this.#mustCount = false;
  }

  /** @returns who is present, where that was looked at */
  async finish(): Promise<readonly Present[] | undefined> {
    const { chatId } = this.#record;
    if (this.#isChanged) {
      this.#transaction.table('members').put({ chatId, present: [...(this.#present ?? [])] });
    }
    if (this.#isChanged || this.#mustCount) {
      await this.load();
      const receipts = await this.#transaction.table('receipts').all({ prefix: [chatId] });
      this.#countOthers(receipts.filter(({ userId }) => userId !== this.#me));
    }
    return this.#present && [...this.#present];
  }

  #countOthers(receipts: readonly ReceiptRecord[]): void {
    const record = this.#record;
    const reached = isGroup(record.chatId) ? this.#fromTheirStart(receipts) : receipts;
    if (reached.length === 0) return;
    record.others = {
      delivered: Math.min(...reached.map(({ delivered }) => delivered)),
      read: Math.min(...reached.map(({ read }) => read)),
    };
  }

  #fromTheirStart(receipts: readonly ReceiptRecord[]) {
    const present = [...(this.#present ?? [])].filter(([user]) => user !== this.#me);
    if (present.length >= limits.deliveredMembers) return [{ delivered: 0, read: 0 }];
    const registers = new Map(receipts.map((receipt) => [receipt.userId, receipt]));
    return present.map(([user, since]) => {
      const { delivered = 0, read = 0 } = registers.get(user) ?? {};
      return { delivered: Math.max(delivered, since - 1), read: Math.max(read, since - 1) };
    });
  }
}
