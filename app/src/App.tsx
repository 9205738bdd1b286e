/**
 * Chooses what is on the screen by who is signed in. Invariant: nothing of an account is drawn
 * unless its session status is `signed-in`.
 */
import type { UserId } from '@jibber/schema/ids';
import {
  createEffect,
  ErrorBoundary,
  type JSX,
  lazy,
  Match,
  Suspense,
  Switch,
  untrack,
} from 'solid-js';
import { MainScreen } from './features/shell/main-screen.tsx';
import { Notice } from './features/shell/notice.tsx';
import { formatTitle } from './features/shell/page-title.ts';
import { AppProvider, type AppState } from './state/app-state.ts';
import type { Trouble } from './state/connection.ts';
import type { SessionStatus } from './state/session.ts';
import { Snackbar } from './ui/snackbar/snackbar.tsx';

const AccountPages = lazy(() =>
  import('./features/sign-in/account-pages.tsx').then((module) => ({
    default: module.AccountPages,
  })),
);

const JoinPage = lazy(() =>
  import('./features/join/join-page.tsx').then((module) => ({ default: module.JoinPage })),
);

export function App(props: { readonly state: AppState }): JSX.Element {
  const app = untrack(() => props.state);
  createEffect(() => {
    const route = app.navigation.route();
    const chat = route.name === 'chat' ? app.chats.title(route.chatId) : undefined;
    document.title = formatTitle(chat, app.chats.unread());
  });
  return (
    <AppProvider value={app}>
      <ErrorBoundary
        fallback={(cause: unknown) => {
          app.fail(cause);
          return <Notice reason="failed" />;
        }}
      >
        <Switch
          fallback={
            <Suspense>
              <AccountPages />
            </Suspense>
          }
        >
          <Match when={app.failure() !== undefined}>
            <Notice reason="failed" />
          </Match>
          <Match when={obstacleIn(app.connection.trouble())}>
            {(reason) => <Notice reason={reason()} />}
          </Match>
          <Match when={inviteIn(app)} keyed>
            {(token) => (
              <Suspense>
                <JoinPage token={token} />
              </Suspense>
            )}
          </Match>
          <Match when={signedIn(app.session.status())} keyed>
            {(me) => <MainScreen me={me} />}
          </Match>
        </Switch>
      </ErrorBoundary>
      <Snackbar notice={app.notices.current()} onUsed={app.notices.dismiss} />
    </AppProvider>
  );
}

/** What nothing can be shown beside. */
function obstacleIn(trouble: Trouble | undefined): 'blocked' | 'unusable' | undefined {
  return trouble === 'blocked' || trouble === 'unusable' ? trouble : undefined;
}

/** Of a link that somebody follows who is signed in, or may sign in first. */
function inviteIn({ navigation, session }: AppState): string | undefined {
  const route = navigation.route();
  return route.name === 'join' && session.status().status.startsWith('signed')
    ? route.token
    : undefined;
}

/** By id, so that a changed name does not build the screen anew, and another account does. */
function signedIn(session: SessionStatus): UserId | undefined {
  return session.status === 'signed-in' ? session.me.userId : undefined;
}
