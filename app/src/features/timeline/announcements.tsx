/**
 * Reads newly arrived messages of the open chat to those who listen. Invariant: only what arrives
 * while one is here; rows that merely scroll into sight are never read out.
 */
import type { UserId } from '@jibber/schema/ids';
import { createEffect, createSignal, For, type JSX, on } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { formatTime } from '../../i18n/dates.ts';
import { dateContext } from '../../i18n/words.ts';
import type { OpenChat, TimelineMessage } from '../../state/open-chat.ts';
import { findArrived } from './arrived.ts';
import { shownAt } from './items.ts';

/** So many at once are read one by one; more are summed up. */
const spokenSingly = 3;
const keptLines = 6;

export function Announcements(props: {
  readonly chat: OpenChat;
  readonly me: UserId;
  readonly nameOf: (message: TimelineMessage) => string;
}): JSX.Element {
  const [lines, setLines] = createSignal<readonly string[]>([]);
  let heardNumber: number | undefined;

  createEffect(
    on(
      () => props.chat.messages(),
      (messages) => {
        heardNumber ??= props.chat.lastAtOpening();
        if (heardNumber === undefined) return;
        const { arrived, lastNumber } = findArrived(messages, props.me, heardNumber);
        heardNumber = lastNumber;
        if (arrived.length > 0) {
          setLines((before) => [...before, ...speak(arrived)].slice(-keptLines));
        }
      },
    ),
  );

  function speak(arrived: readonly TimelineMessage[]): string[] {
    const newest = arrived.at(-1);
    if (arrived.length > spokenSingly && newest !== undefined) {
      return [chatT('message.spokenMany', { count: arrived.length, author: props.nameOf(newest) })];
    }
    return arrived.map((message) =>
      chatT('message.spoken', {
        author: props.nameOf(message),
        time: formatTime(dateContext(), shownAt(message)),
        text: message.text,
      }),
    );
  }

  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-relevant="additions">
      <For each={lines()}>{(line) => <p>{line}</p>}</For>
    </div>
  );
}
