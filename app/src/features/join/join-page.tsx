/**
 * The page of an invite link: what it leads to, and the way in. Invariant: nothing of a group is shown
 * to whoever is signed out; signing in leads back here.
 */

import {
  createEffect,
  createResource,
  createSignal,
  type JSX,
  Match,
  Show,
  Switch,
} from 'solid-js';
import { explainError, explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { createAdministering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import { commandGroups, type InvitePreview } from '../../state/group-commands.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Button } from '../../ui/button/button.tsx';
import { Mark } from '../../ui/mark/mark.tsx';
import { Picture } from '../../ui/picture/picture.tsx';
import styles from './join.module.css';

/** Mounted anew for each link. */
export function JoinPage(props: { readonly token: string }): JSX.Element {
  const app = useApp();
  const isSignedIn = () => app.session.status().status === 'signed-in';
  return (
    <main class={styles.page}>
      <div class={styles.sheet}>
        <Show when={isSignedIn()} fallback={<SignedOut token={props.token} />}>
          <Invitation token={props.token} />
        </Show>
      </div>
    </main>
  );
}

function SignedOut(props: { readonly token: string }): JSX.Element {
  const app = useApp();
  return (
    <>
      <Mark />
      <h1 class={styles.title}>{panelT('join.signedOut')}</h1>
      <p class={styles.text}>{panelT('join.signedOutText')}</p>
      <div class={styles.actions}>
        <Button
          variant="filled"
          isWide={true}
          onClick={() => app.navigation.open({ name: 'sign-in', join: props.token })}
        >
          {panelT('join.signIn')}
        </Button>
        <Button
          isWide={true}
          onClick={() => app.navigation.open({ name: 'create-account', join: props.token })}
        >
          {panelT('join.createAccount')}
        </Button>
      </div>
    </>
  );
}

function Invitation(props: { readonly token: string }): JSX.Element {
  const app = useApp();
  const [answer, { refetch }] = createResource(
    () => props.token,
    (token) => commandGroups(window).lookAtInvite(token),
  );
  const preview = () => {
    const found = answer.latest;
    return found?.ok ? found.value : undefined;
  };
  const failure = () => {
    const found = answer.latest;
    return found === undefined || found.ok ? undefined : found.code;
  };
  const toChats = () => app.navigation.replace({ name: 'chats' });
  return (
    <Switch
      fallback={
        <p class={styles.text} role="status">
          {panelT('join.loading')}
        </p>
      }
    >
      <Match when={preview()}>
        {(found) => <Way preview={found()} token={props.token} onLeave={toChats} />}
      </Match>
      <Match when={failure()}>
        {(code) => (
          <>
            <Mark />
            <h1 class={styles.title}>{panelT('join.refused')}</h1>
            <p class={styles.text} role="alert">
              {sayWhyNot(code())}
            </p>
            <div class={styles.actions}>
              <Show when={code() === 'offline'}>
                <Button
                  variant="filled"
                  isWide={true}
                  onClick={() => {
                    Promise.resolve(refetch()).catch(app.fail);
                  }}
                >
                  {t('action.retry')}
                </Button>
              </Show>
              <Button isWide={true} onClick={toChats}>
                {panelT('join.toChats')}
              </Button>
            </div>
          </>
        )}
      </Match>
    </Switch>
  );
}

function Way(props: {
  readonly preview: InvitePreview;
  readonly token: string;
  readonly onLeave: () => void;
}): JSX.Element {
  const app = useApp();
  const actions = createAdministering(app.session.replica);
  const [isAsked, setAsked] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const picture = createPictureUrl(app.session, () => props.preview.picture ?? undefined);
  const open = () => app.navigation.replace({ name: 'chat', chatId: props.preview.chatId });
  const label = () => {
    if (props.preview.isMember) return panelT('join.open');
    return props.preview.needsApproval ? panelT('join.ask') : panelT('join.join');
  };
  // Whoever was let in meanwhile finds the group.
  createEffect(() => {
    const row = app.chats.row(props.preview.chatId);
    if (isAsked() && row !== undefined && !row.pending && row.ended === undefined) open();
  });

  async function act(): Promise<void> {
    if (props.preview.isMember) {
      open();
      return;
    }
    const { chatId, title, picture: file, needsApproval } = props.preview;
    const known = { title, ...(file === null ? {} : { picture: file }) };
    const kept = await actions.joinGroup(chatId, props.token, known);
    if (!kept.ok) setProblem(explainWriteFailure(kept.code));
    else if (needsApproval) setAsked(true);
    else open();
  }

  return (
    <>
      <Picture id={props.preview.chatId} name={props.preview.title} src={picture()} size="large" />
      <h1 class={styles.title} dir="auto">
        {props.preview.title}
      </h1>
      <p class={styles.text}>{panelT('join.members', { count: props.preview.members })}</p>
      <Show
        when={!isAsked()}
        fallback={
          <p class={styles.notice} role="status">
            {panelT('join.asked')}
          </p>
        }
      >
        <Show when={props.preview.isMember || props.preview.needsApproval}>
          <p class={styles.text}>
            {props.preview.isMember ? panelT('join.isMember') : panelT('join.asks')}
          </p>
        </Show>
      </Show>
      <Show when={problem()}>
        {(text) => (
          <p class={styles.problem} role="alert">
            {text()}
          </p>
        )}
      </Show>
      <div class={styles.actions}>
        <Show when={!isAsked()}>
          <Button
            variant="filled"
            isWide={true}
            onClick={() => {
              act().catch(app.fail);
            }}
          >
            {label()}
          </Button>
        </Show>
        <Button
          variant={isAsked() ? 'filled' : 'quiet'}
          isWide={true}
          onClick={() => props.onLeave()}
        >
          {isAsked() ? panelT('join.toChats') : t('action.cancel')}
        </Button>
      </div>
    </>
  );
}

function sayWhyNot(code: Parameters<typeof explainError>[0] | 'offline'): string {
  return code === 'offline' ? panelT('join.offline') : explainError(code);
}
