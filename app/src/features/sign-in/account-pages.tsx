/** The pages of somebody who is not signed in, or not any more. */
import { type JSX, Match, Switch } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { WelcomePage } from '../welcome/welcome-page.tsx';
import { CreateAccountPage } from './create-account-page.tsx';
import { LockedPage } from './locked-page.tsx';
import { SignInPage } from './sign-in-page.tsx';

export function AccountPages(): JSX.Element {
  const app = useApp();
  const locked = () => {
    const session = app.session.status();
    return session.status === 'locked' ? session : undefined;
  };
  const ended = () => {
    const session = app.session.status();
    return session.status === 'ended' ? session : undefined;
  };
  const isDeleted = () => {
    const session = app.session.status();
    return session.status === 'signed-out' && session.isDeleted === true;
  };
  const page = () => app.navigation.route().name;
  return (
    <Switch fallback={<WelcomePage isDeleted={isDeleted()} />}>
      <Match when={locked()}>
        {(session) => <LockedPage me={session().me} unsent={session().unsent} />}
      </Match>
      <Match when={page() === 'sign-in'}>
        <SignInPage />
      </Match>
      <Match when={page() === 'create-account'}>
        <CreateAccountPage />
      </Match>
      <Match when={ended()}>{(session) => <WelcomePage ended={session()} />}</Match>
    </Switch>
  );
}
