/**
 * Who a message has reached. Invariant: what is on this device is shown at once; of large groups, where
 * nobody is told so by himself, the server is asked.
 */

import type { ChatId, UserId } from '@jibber/schema/ids';
import { createResource, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatMoment } from '../../i18n/dates.ts';
import { explainError } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { dateContext, t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { commandGroups } from '../../state/group-commands.ts';
import type { MessageReceipt, OpenChat, TimelineMessage } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './group.module.css';
import formStyles from './group-form.module.css';
import { PersonLine } from './people-dialog.tsx';

type Reached =
  | { readonly state: 'here'; readonly receipts: readonly MessageReceipt[] }
  | { readonly state: 'failed'; readonly text: string };

export function InfoDialog(props: {
  readonly chatId: ChatId;
  readonly chat: OpenChat;
  readonly me: UserId;
  readonly message: TimelineMessage;
  readonly isFetched: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  // Asked anew with each change of the chat, so that who reads just now moves up.
  const [reached] = createResource(() => [props.chat.messages(), props.isFetched] as const, load);

  async function load(): Promise<Reached> {
    const { number } = props.message;
    if (!props.isFetched) return { state: 'here', receipts: await props.chat.receiptsOf(number) };
    const answer = await commandGroups(window).registers(props.chatId);
    if (!answer.ok) {
      const text = answer.code === 'offline' ? t('connection.offline') : explainError(answer.code);
      return { state: 'failed', text };
    }
    const receipts = answer.value
      .filter(({ userId }) => userId !== props.me)
      .map(({ userId, delivered, read }) => ({
        userId,
        delivered: delivered >= number,
        read: read >= number,
      }));
    return { state: 'here', receipts };
  }

  const receipts = () => {
    const now = reached.latest;
    return now?.state === 'here' ? now.receipts : undefined;
  };
  const failure = () => {
    const now = reached.latest;
    return now?.state === 'failed' ? now.text : undefined;
  };

  return (
    <Dialog
      title={panelT('info.title')}
      onClose={() => props.onClose()}
      actions={
        <Button variant="filled" onClick={() => props.onClose()}>
          {t('action.close')}
        </Button>
      }
    >
      <p class={formStyles.note}>
        {panelT('info.sent', {
          when: formatMoment(dateContext(), props.message.at ?? props.message.writtenAt),
        })}
      </p>
      <Switch>
        <Match when={failure()}>{(text) => <p class={formStyles.note}>{text()}</p>}</Match>
        <Match when={receipts()}>
          {(all) => (
            <section class={styles.people} tabindex="0" aria-label={panelT('info.title')}>
              <Receipts
                title={panelT('info.readBy', { count: all().filter(({ read }) => read).length })}
                people={all().filter(({ read }) => read)}
                me={props.me}
              />
              <Show when={!props.isFetched}>
                <Receipts
                  title={panelT('info.delivered')}
                  people={all().filter(({ read, delivered }) => delivered && !read)}
                  me={props.me}
                />
                <Receipts
                  title={panelT('info.waiting')}
                  people={all().filter(({ delivered }) => !delivered)}
                  me={props.me}
                />
              </Show>
            </section>
          )}
        </Match>
      </Switch>
    </Dialog>
  );
}

function Receipts(props: {
  readonly title: string;
  readonly people: readonly MessageReceipt[];
  readonly me: UserId;
}): JSX.Element {
  const app = useApp();
  const sorted = () =>
    props.people.toSorted((a, b) =>
      app.chats.name(a.userId).localeCompare(app.chats.name(b.userId)),
    );
  return (
    <Show when={props.people.length > 0}>
      <section>
        <h3 class={styles.heading}>{props.title}</h3>
        <ul>
          <For each={sorted()}>
            {({ userId }) => (
              <li class={styles.row}>
                <PersonLine userId={userId} me={props.me} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
