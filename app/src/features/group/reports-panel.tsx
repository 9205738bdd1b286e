/**
 * Messages that members reported, for whoever may moderate. Invariant: what is reported is shown as it
 * stands now; each report is settled by one decision, whoever makes it.
 */

import type { EntryId } from '@jibber/schema/ids';
import { createSignal, For, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import { formatListTime } from '../../i18n/dates.ts';
import { explainError, explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { groupT } from '../../i18n/group-words.ts';
import { dateContext, t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { commandGroups, type Report } from '../../state/group-commands.ts';
import type { OpenChat } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { Panel } from '../shell/panel.tsx';
import styles from './group-form.module.css';
import type { GroupScreen } from './group-screen.ts';

const failureShownMs = 6000;

type Loaded =
  | { readonly state: 'loading' | 'offline' }
  | { readonly state: 'here'; readonly reports: readonly Report[] };

export function ReportsPanel(props: {
  readonly screen: GroupScreen;
  readonly chat: OpenChat;
}): JSX.Element {
  const app = useApp();
  const commands = commandGroups(window);
  const [loaded, setLoaded] = createSignal<Loaded>({ state: 'loading' });
  const reports = () => {
    const now = loaded();
    return now.state === 'here' ? now.reports : [];
  };
  const say = (text: string) => app.notices.show({ text, shownMs: failureShownMs });
  const messageOf = (id: EntryId) => props.chat.messages().find((message) => message.id === id);

  async function load(): Promise<void> {
    const answer = await commands.reports(props.screen.chatId);
    setLoaded(answer.ok ? { state: 'here', reports: answer.value } : { state: 'offline' });
  }
  onMount(() => {
    load().catch(app.fail);
  });

  async function settle({ entryId }: Report): Promise<void> {
    const answer = await commands.settleReport(props.screen.chatId, entryId);
    if (answer.ok) {
      setLoaded({ state: 'here', reports: reports().filter((each) => each.entryId !== entryId) });
    } else say(answer.code === 'offline' ? panelT('reports.offline') : explainError(answer.code));
  }

  async function remove(report: Report): Promise<void> {
    const removed = await app.writing.deleteMessage(props.screen.chatId, report.message);
    if (removed.ok) await settle(report);
    else say(explainWriteFailure(removed.code));
  }

  return (
    <Panel title={panelT('reports.title')}>
      <Switch>
        <Match when={loaded().state === 'loading'}>
          <p class={styles.lead} role="status">
            {panelT('reports.loading')}
          </p>
        </Match>
        <Match when={loaded().state === 'offline'}>
          <EmptyState text={panelT('reports.offline')}>
            <Button
              onClick={() => {
                setLoaded({ state: 'loading' });
                load().catch(app.fail);
              }}
            >
              {t('action.retry')}
            </Button>
          </EmptyState>
        </Match>
        <Match when={reports().length === 0}>
          <EmptyState text={panelT('reports.none')} />
        </Match>
      </Switch>
      <ul class={styles.links}>
        <For each={reports()}>
          {(report) => (
            <li class={styles.link}>
              <Show
                when={messageOf(report.message)}
                fallback={<p class={styles.note}>{panelT('reports.away')}</p>}
              >
                {(message) => (
                  <>
                    <p class={styles.label} dir="auto">
                      {app.chats.name(message().author)}
                    </p>
                    <p class={styles.quote} dir="auto">
                      {message().kind === 'message' ? message().text : t('message.deleted')}
                    </p>
                  </>
                )}
              </Show>
              <p class={styles.note}>
                {panelT('reports.by', {
                  name:
                    report.reporter === props.screen.me
                      ? groupT('event.you')
                      : app.chats.name(report.reporter),
                  when: formatListTime(dateContext(), report.at, app.now()),
                })}
              </p>
              <Show when={report.reason}>
                {(reason) => (
                  <p class={styles.reason} dir="auto">
                    {reason()}
                  </p>
                )}
              </Show>
              <div class={styles.formActions}>
                <Button
                  variant="quiet"
                  onClick={() => {
                    settle(report).catch(app.fail);
                  }}
                >
                  {panelT('reports.keep')}
                </Button>
                <Button
                  variant="danger"
                  onClick={() => {
                    remove(report).catch(app.fail);
                  }}
                >
                  {groupT('message.removeForAll')}
                </Button>
              </div>
            </li>
          )}
        </For>
      </ul>
    </Panel>
  );
}
