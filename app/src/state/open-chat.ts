/**
 * The chat on the screen. Invariant: whatever was opened is closed when another chat, or none, is
 * shown; components read messages here and write through `writing.ts`.
 */
import type { ChatId } from '@jibber/schema/ids';
import { type Accessor, batch, createComputed, createSignal, onCleanup, untrack } from 'solid-js';
import type { GroupView, MessageReceipt } from '../replica/group-view.ts';
import type { OpenedChat, Replica, TimelineMessage } from '../replica/replica.ts';

export type { GroupView, MessageReceipt } from '../replica/group-view.ts';
export type { Refusal, TimelineMessage } from '../replica/replica.ts';

export type OpenChat = {
  readonly isOpen: Accessor<boolean>;
  /** In order, pending last. */
  readonly messages: Accessor<readonly TimelineMessage[]>;
  /** Of a group; undefined in private chats, and until it is read. */
  readonly group: Accessor<GroupView | undefined>;
  readonly hasEarlier: Accessor<boolean>;
  readonly isLoadingEarlier: Accessor<boolean>;
  /** What comes before is on the server alone, and there was no connection to it. */
  readonly isEarlierAway: Accessor<boolean>;
  /** Own read register when the chat was opened: the divider stands after it for this visit. */
  readonly readAtOpening: Accessor<number>;
  /**
   * Number of the last message when the chat was opened: what is beyond it has arrived since.
   * Undefined until the messages are there, however late they are loaded.
   */
  readonly lastAtOpening: Accessor<number | undefined>;
  /** Loads what comes before; asked again while it is loading it does nothing. */
  loadEarlier(): void;
  markRead(number: number): void;
  /** Who of the others a message has reached; empty while no chat is open. */
  receiptsOf(number: number): Promise<readonly MessageReceipt[]>;
};

/**
 * @param replica of the signed-in account
 * @param chatId chat to open
 * @param isNew whether there was no message in it
 * @param fail receives what made opening impossible
 */
export function createOpenChat(
  replica: Accessor<Replica | undefined>,
  chatId: Accessor<ChatId>,
  isNew: () => boolean,
  fail: (cause: unknown) => void,
): OpenChat {
  const [opened, setOpened] = createSignal<OpenedChat>();
  const [messages, setMessages] = createSignal<readonly TimelineMessage[]>([]);
  const [group, setGroup] = createSignal<GroupView>();
  const [lastAtOpening, setLastAtOpening] = createSignal<number>();
  const [hasEarlier, setHasEarlier] = createSignal(false);
  const [isLoadingEarlier, setLoadingEarlier] = createSignal(false);
  const [isEarlierAway, setEarlierAway] = createSignal(false);

  function read(chat: OpenedChat): void {
    batch(() => {
      setLastAtOpening((before) => before ?? lastNumber(chat.timeline()));
      setMessages(chat.timeline());
      setGroup(chat.group());
      setHasEarlier(chat.hasEarlier());
    });
  }

  createComputed(() => {
    const held = replica();
    const wanted = chatId();
    setOpened(undefined);
    setLastAtOpening(untrack(isNew) ? 0 : undefined);
    setMessages([]);
    setGroup(undefined);
    setHasEarlier(false);
    setEarlierAway(false);
    if (held === undefined) return;
    let isOver = false;
    let current: OpenedChat | undefined;
    const unsubscribe = held.subscribe((change) => {
      if (change.type !== 'timeline' || change.chatId !== wanted) return;
      if (current !== undefined) read(current);
    });
    held.openChat(wanted).then((chat) => {
      if (isOver) {
        chat.close();
        return;
      }
      current = chat;
      batch(() => {
        setOpened(chat);
        read(chat);
      });
    }, fail);
    onCleanup(() => {
      isOver = true;
      unsubscribe();
      current?.close();
    });
  });

  return {
    isOpen: () => opened() !== undefined,
    messages,
    group,
    hasEarlier,
    isLoadingEarlier,
    isEarlierAway,
    lastAtOpening,
    readAtOpening: () => opened()?.readAtOpening ?? 0,
    markRead: (number) => opened()?.markRead(number),
    receiptsOf: (number) => opened()?.receiptsOf(number) ?? Promise.resolve([]),
    loadEarlier() {
      const chat = opened();
      if (chat === undefined || isLoadingEarlier() || !chat.hasEarlier()) return;
      setLoadingEarlier(true);
      chat
        .loadEarlier()
        .then((answer) => {
          setEarlierAway(!answer.ok);
          if (opened() === chat) read(chat);
        }, fail)
        .finally(() => setLoadingEarlier(false));
    },
  };
}

/** Of what was accepted: a pending message has no number of its own yet. */
function lastNumber(messages: readonly TimelineMessage[]): number | undefined {
  return messages.findLast((message) => !message.pending)?.number;
}
