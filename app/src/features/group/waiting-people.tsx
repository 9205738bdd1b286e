/**
 * Who is not in the group yet: those who asked to join, for whoever may let them in, and those who were
 * invited, for whoever may take that back.
 */
import type { UserId } from '@jibber/schema/ids';
import { For, type JSX, Show } from 'solid-js';
import { formatListTime } from '../../i18n/dates.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { groupT } from '../../i18n/group-words.ts';
import { dateContext } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import styles from './group.module.css';
import { type GroupScreen, reportFailure } from './group-screen.ts';
import { PendingMark } from './pending-mark.tsx';

export function WaitingPeople(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const group = () => props.screen.group();
  const asking = () => (group().may('moderate') ? group().asked : []);
  const when = (at: number) => formatListTime(dateContext(), at, app.now());
  const answer = (user: UserId, isAdmitted: boolean) => {
    const { actions, chatId } = props.screen;
    reportFailure(app, actions.answerAsking(chatId, user, isAdmitted));
  };
  const withdraw = (user: UserId) => {
    const { actions, chatId } = props.screen;
    reportFailure(app, actions.withdrawInvitation(chatId, user));
  };
  const mayWithdraw = (by: UserId) => by === props.screen.me || group().may('moderate');

  return (
    <>
      <Show when={asking().length > 0}>
        <h3 class={styles.heading}>{panelT('panel.asking')}</h3>
        <ul>
          <For each={asking()}>
            {(person) => (
              <Waiting
                userId={person.userId}
                note={panelT('panel.askedAt', { when: when(person.at) })}
                isPending={group().isPending(person.userId)}
              >
                <IconButton
                  icon="close"
                  label={groupT('asking.rejectOne', { name: app.chats.name(person.userId) })}
                  onClick={() => answer(person.userId, false)}
                />
                <IconButton
                  icon="check"
                  variant="filled"
                  label={groupT('asking.admitOne', { name: app.chats.name(person.userId) })}
                  onClick={() => answer(person.userId, true)}
                />
              </Waiting>
            )}
          </For>
        </ul>
      </Show>
      <Show when={group().invited.length > 0}>
        <h3 class={styles.heading}>{panelT('panel.invited')}</h3>
        <ul>
          <For each={group().invited}>
            {(person) => (
              <Waiting
                userId={person.userId}
                note={panelT('panel.invitedBy', {
                  name:
                    person.by === props.screen.me ? groupT('event.you') : app.chats.name(person.by),
                  when: when(person.at),
                })}
                isPending={person.pending}
              >
                <Show when={mayWithdraw(person.by)}>
                  <IconButton
                    icon="close"
                    label={panelT('panel.withdrawOne', { name: app.chats.name(person.userId) })}
                    onClick={() => withdraw(person.userId)}
                  />
                </Show>
              </Waiting>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
}

function Waiting(props: {
  readonly userId: UserId;
  readonly note: string;
  readonly isPending: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  const app = useApp();
  return (
    <li class={styles.row}>
      <PersonPicture userId={props.userId} name={app.chats.name(props.userId)} size="small" />
      <span class={styles.who}>
        <span class={styles.name} dir="auto">
          {app.chats.name(props.userId)}
        </span>
        <span class={styles.note}>{props.note}</span>
      </span>
      <Show when={!props.isPending} fallback={<PendingMark />}>
        {props.children}
      </Show>
    </li>
  );
}
