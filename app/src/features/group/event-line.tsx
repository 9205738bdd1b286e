/**
 * What was done in a group, as a quiet line between messages. Invariant: everybody who is named can be
 * tapped; what waits or was refused says so, as messages do.
 */
import type { UserId } from '@jibber/schema/ids';
import { createMemo, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatMoment } from '../../i18n/dates.ts';
import { groupT } from '../../i18n/group-words.ts';
import { dateContext } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { StateMark } from '../../ui/state-mark/state-mark.tsx';
import { type EventPart, splitEvent } from './event-parts.ts';
import styles from './group-chat.module.css';

/**
 * @param props.wish a refused wish in words, where it is no event
 * @param props.isAsking the reader may let in whoever asked by it
 */
export function EventLine(props: {
  readonly message: TimelineMessage;
  readonly me: UserId;
  readonly wish: string | undefined;
  readonly isAsking: boolean;
  readonly onPerson: (userId: UserId) => void;
  readonly onPeople: (people: readonly UserId[]) => void;
  readonly onAnswer: (isAdmitted: boolean) => void;
}): JSX.Element {
  const app = useApp();
  const parts = createMemo((): readonly EventPart[] =>
    props.wish === undefined
      ? splitEvent(props.message.event, props.message.author, props.me)
      : [{ kind: 'text', text: props.wish }],
  );
  const at = () => props.message.at ?? props.message.writtenAt;
  const waits = () => props.message.pending && props.message.refusal === undefined;
  return (
    <div class={styles.event}>
      <p data-part="bubble" dir="auto" title={formatMoment(dateContext(), at())}>
        <For each={parts()}>
          {(part) => (
            <Switch fallback={part.kind === 'text' ? part.text : ''}>
              <Match when={part.kind === 'title' ? part.text : undefined}>
                {(title) => <bdi>{title()}</bdi>}
              </Match>
              <Match when={part.kind === 'person' && part.userId === props.me}>
                {groupT('event.you')}
              </Match>
              <Match when={part.kind === 'person' ? part.userId : undefined}>
                {(userId) => (
                  <button type="button" onClick={() => props.onPerson(userId())}>
                    <bdi>{app.chats.name(userId())}</bdi>
                  </button>
                )}
              </Match>
              <Match when={part.kind === 'others' ? part : undefined}>
                {(others) => (
                  <button type="button" onClick={() => props.onPeople(others().all)}>
                    {groupT('event.others', { count: others().count })}
                  </button>
                )}
              </Match>
            </Switch>
          )}
        </For>
        <Show when={waits()}>
          {' '}
          <StateMark state="saved" />
        </Show>
      </p>
      <Show when={props.isAsking}>
        <div class={styles.answers}>
          <Button onClick={() => props.onAnswer(false)}>{groupT('asking.reject')}</Button>
          <Button variant="filled" onClick={() => props.onAnswer(true)}>
            {groupT('asking.admit')}
          </Button>
        </div>
      </Show>
    </div>
  );
}
