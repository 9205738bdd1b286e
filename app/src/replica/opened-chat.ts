/** A chat on screen, as `state` sees it. Invariant: closed once, it holds nothing any more. */
import type { UserId } from '@jibber/schema/ids';
import type { Result } from '@jibber/schema/result';
import { fail, succeed } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { completeOf, isHeldDocument, readOf } from './chat-record.ts';
import type { ChatStore } from './chat-store.ts';
import type { MessageReceipt } from './group-view.ts';
import type { LoadedChat } from './loaded-chat.ts';
import type { OpenedChat } from './replica.ts';

/** Reading marks of one scroll are stored together. */
const readMs = 300;

export type OpenedChatPorts = {
  readonly chat: LoadedChat;
  readonly store: ChatStore;
  readonly scheduler: Scheduler;
  readonly me: UserId;
  /** Asks the node for a segment; false: the connection was lost before it came. */
  demand(document: number): Promise<boolean>;
  isOnline(): boolean;
  closed(): void;
};

export function makeOpenedChat(ports: OpenedChatPorts): OpenedChat {
  const { chat, store, scheduler } = ports;
  const { chatId } = chat;
  const readAtOpening = readOf(chat.state.record);
  let read = readAtOpening;
  let cancelMark: Cancel | undefined;
  let isClosed = false;

  function storeRead(): void {
    cancelMark?.();
    cancelMark = undefined;
    const wanted = read;
    void store.change(chatId, 'relaxed', false, async (work) => {
      const { own, lastNumber } = work.record;
      const reached = Math.min(wanted, lastNumber);
      if (reached <= own.read) return;
      work.record.own = { ...own, read: reached };
      work.recount();
    });
  }

  async function loadEarlier(): Promise<Result<undefined, 'offline'>> {
    const wanted = chat.oldest - 1;
    if (wanted < first()) return succeed(undefined);
    const { record } = chat.state;
    if (isHeldDocument(record, wanted) && completeOf(record, wanted) > 0) {
      await store.loadDocument(chat, wanted);
      if (chat.oldest <= wanted) return succeed(undefined);
      // What stood there could not be read.
    }
    if (!ports.isOnline() || !(await ports.demand(wanted))) return fail('offline');
    await store.loadDocument(chat, wanted);
    return succeed(undefined);
  }

  /** The oldest segment that this person may see. */
  function first(): number {
    const { heldFrom, history = 0, ended } = chat.state.record;
    return ended === undefined ? Math.min(heldFrom, history) : heldFrom;
  }

  async function receiptsOf(number: number): Promise<readonly MessageReceipt[]> {
    const { peer } = chat.state.record;
    const present = store.mirror.get(chatId)?.present ?? (peer === undefined ? [] : [[peer, 1]]);
    const registers = await store.receiptsOf(chatId);
    const byUser = new Map(registers.map((register) => [register.userId, register]));
    return present
      .filter(([userId, since]) => userId !== ports.me && since <= number)
      .map(([userId]) => {
        const { delivered = 0, read: reached = 0 } = byUser.get(userId) ?? {};
        return { userId, delivered: delivered >= number, read: reached >= number };
      });
  }

  return {
    chatId,
    readAtOpening,
    timeline: () => chat.timeline(),
    group: () => chat.group(),
    receiptsOf,
    hasEarlier: () => chat.oldest > first(),
    loadEarlier,
    markRead(number) {
      if (isClosed || number <= read) return;
      read = number;
      cancelMark ??= scheduler.after(readMs, storeRead);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      if (cancelMark !== undefined) storeRead();
      ports.closed();
    },
  };
}
