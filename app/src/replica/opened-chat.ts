/** A chat on screen, as `state` sees it. Invariant: closed once, it holds nothing any more. */
import type { Result } from '@jibber/schema/result';
import { fail, succeed } from '@jibber/schema/result';
import type { Cancel, Scheduler } from '@jibber/schema/scheduler';
import { completeOf, isHeldDocument } from './chat-record.ts';
import type { ChatStore } from './chat-store.ts';
import type { LoadedChat } from './loaded-chat.ts';
import type { OpenedChat } from './replica.ts';

/** Reading marks of one scroll are stored together. */
const readMs = 300;

export type OpenedChatPorts = {
  readonly chat: LoadedChat;
  readonly store: ChatStore;
  readonly scheduler: Scheduler;
  /** Asks the node for a segment; false: the connection was lost before it came. */
  demand(document: number): Promise<boolean>;
  isOnline(): boolean;
  closed(): void;
};

export function makeOpenedChat(ports: OpenedChatPorts): OpenedChat {
  const { chat, store, scheduler } = ports;
  const { chatId } = chat;
  const readAtOpening = chat.state.record.own.read;
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
    if (wanted < 0) return succeed(undefined);
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

  return {
    chatId,
    readAtOpening,
    timeline: () => chat.timeline(),
    hasEarlier: () => chat.oldest > 0,
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
