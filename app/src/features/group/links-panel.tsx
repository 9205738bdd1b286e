/**
 * The invite links of a group: made, copied, shared, shown as a code, revoked. Invariant: they are asked
 * for each time, since others make and revoke them too; without a connection that is said.
 */

import {
  createEffect,
  createSignal,
  For,
  type JSX,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from 'solid-js';
import { formatMoment } from '../../i18n/dates.ts';
import { explainError } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { groupT } from '../../i18n/group-words.ts';
import { dateContext, t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { commandGroups, type InviteLink, type NewInvite } from '../../state/group-commands.ts';
import { Button, IconButton } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { EmptyState } from '../../ui/empty-state/empty-state.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import { Panel } from '../shell/panel.tsx';
import styles from './group-form.module.css';
import type { GroupScreen } from './group-screen.ts';
import { LinkForm } from './link-form.tsx';

const CodeDialog = lazy(() =>
  import('./code-dialog.tsx').then((module) => ({ default: module.CodeDialog })),
);

const copiedShownMs = 2000;
const failureShownMs = 6000;

type Loaded =
  | { readonly state: 'loading' | 'offline' }
  | { readonly state: 'here'; readonly links: readonly InviteLink[] };

type Failure = Parameters<typeof explainError>[0] | 'offline';

export function LinksPanel(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const commands = commandGroups(window);
  const [loaded, setLoaded] = createSignal<Loaded>({ state: 'loading' });
  const [isMaking, setMaking] = createSignal(false);
  const [coded, setCoded] = createSignal<InviteLink>();
  const [revoked, setRevoked] = createSignal<InviteLink>();
  const links = () => {
    const now = loaded();
    return now.state === 'here' ? now.links : [];
  };
  const say = (text: string, shownMs: number) => app.notices.show({ text, shownMs });
  const explain = (code: Failure) =>
    say(code === 'offline' ? panelT('links.offline') : explainError(code), failureShownMs);

  async function load(): Promise<void> {
    const answer = await commands.invites(props.screen.chatId);
    if (answer.ok) setLoaded({ state: 'here', links: answer.value });
    else if (loaded().state !== 'here') setLoaded({ state: 'offline' });
  }
  // Whoever comes by a link uses it up.
  createEffect(
    on(
      () => props.screen.group().members.length + props.screen.group().asked.length,
      () => {
        load().catch(app.fail);
      },
    ),
  );

  async function make(wanted: NewInvite): Promise<void> {
    const answer = await commands.makeInvite(props.screen.chatId, wanted);
    if (!answer.ok) {
      explain(answer.code);
      return;
    }
    setMaking(false);
    setLoaded({ state: 'here', links: [answer.value, ...links()] });
  }

  async function revoke({ token }: InviteLink): Promise<void> {
    setRevoked(undefined);
    const answer = await commands.revokeInvite(props.screen.chatId, token);
    if (!answer.ok) explain(answer.code);
    else setLoaded({ state: 'here', links: links().filter((link) => link.token !== token) });
  }

  function copy(link: InviteLink): void {
    navigator.clipboard.writeText(addressOf(link)).then(
      () => say(panelT('links.copied'), copiedShownMs),
      (cause: unknown) => {
        console.warn('The clipboard refused the link.', cause);
        say(panelT('links.notCopied'), failureShownMs);
      },
    );
  }

  function share(link: InviteLink): void {
    navigator
      .share({ title: props.screen.group().title, url: addressOf(link) })
      .catch((cause: unknown) => {
        // Who closes the sheet has changed his mind; that is no failure.
        if (!(cause instanceof DOMException && cause.name === 'AbortError')) app.fail(cause);
      });
  }

  return (
    <Panel
      title={panelT('links.title')}
      footer={
        loaded().state === 'here' && !isMaking() ? (
          <Button variant="filled" isWide={true} onClick={() => setMaking(true)}>
            {panelT('links.make')}
          </Button>
        ) : undefined
      }
    >
      <Switch>
        <Match when={loaded().state === 'loading'}>
          <p class={styles.lead} role="status">
            {panelT('links.loading')}
          </p>
        </Match>
        <Match when={loaded().state === 'offline'}>
          <EmptyState text={panelT('links.offline')}>
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
        <Match when={isMaking()}>
          <LinkForm
            onCancel={() => setMaking(false)}
            onMake={(wanted) => {
              make(wanted).catch(app.fail);
            }}
          />
        </Match>
        <Match when={links().length === 0}>
          <EmptyState title={panelT('links.none')} text={panelT('links.noneText')} />
        </Match>
      </Switch>
      <Show when={links().length > 0 && !isMaking()}>
        <p class={styles.lead}>{panelT('links.text')}</p>
        <ul class={styles.links}>
          <For each={links()}>
            {(link) => (
              <li class={styles.link}>
                <p class={styles.address} dir="ltr">
                  {addressOf(link)}
                </p>
                <p class={styles.note}>{describeLink(link, app.chats.name, props.screen.me)}</p>
                <div class={styles.linkActions}>
                  <Button onClick={() => copy(link)}>
                    <Icon name="copy" />
                    {panelT('links.copy')}
                  </Button>
                  <Show when={'share' in navigator}>
                    <IconButton
                      icon={peopleIcons.share}
                      label={panelT('links.share')}
                      onClick={() => share(link)}
                    />
                  </Show>
                  <IconButton
                    icon={peopleIcons.code}
                    label={panelT('links.code')}
                    onClick={() => setCoded(link)}
                  />
                  <IconButton
                    icon="trash"
                    label={panelT('links.revoke')}
                    onClick={() => setRevoked(link)}
                  />
                </div>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={coded()}>
        {(link) => (
          <Suspense>
            <CodeDialog
              address={addressOf(link())}
              title={props.screen.group().title}
              onClose={() => setCoded(undefined)}
            />
          </Suspense>
        )}
      </Show>
      <Show when={revoked()}>
        {(link) => (
          <Dialog
            title={panelT('links.revokeTitle')}
            onClose={() => setRevoked(undefined)}
            actions={
              <>
                <Button variant="quiet" onClick={() => setRevoked(undefined)}>
                  {t('action.cancel')}
                </Button>
                <Button
                  variant="danger"
                  onClick={() => {
                    revoke(link()).catch(app.fail);
                  }}
                >
                  {panelT('links.revoke')}
                </Button>
              </>
            }
          >
            <p class={styles.note}>{panelT('links.revokeText')}</p>
          </Dialog>
        )}
      </Show>
    </Panel>
  );
}

function addressOf({ token }: InviteLink): string {
  return `${window.location.origin}/join/${token}`;
}

/** Whose it is, how long it works, how often, and whether whoever comes is asked first. */
function describeLink(
  link: InviteLink,
  nameOf: (userId: InviteLink['by']) => string,
  me: InviteLink['by'],
): string {
  const { by, expiresAt, mostUses, uses, needsApproval } = link;
  const facts = [
    panelT('links.by', { name: by === me ? groupT('event.you') : nameOf(by) }),
    ...(expiresAt === null
      ? []
      : [panelT('links.until', { when: formatMoment(dateContext(), expiresAt) })]),
    mostUses === null
      ? panelT('links.used', { count: uses })
      : panelT('links.left', { count: Math.max(0, mostUses - uses) }),
    ...(needsApproval ? [panelT('links.asks')] : []),
  ];
  return facts.join(' · ');
}
