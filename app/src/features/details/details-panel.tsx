/** What is known of the open chat, beside it: of a group its members and rules, else the person. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { type JSX, lazy, Match, Suspense, Switch } from 'solid-js';
import { useApp } from '../../state/app-state.ts';
import { PersonDetails } from './person-details.tsx';

const GroupDetails = lazy(() =>
  import('../group/group-details.tsx').then((module) => ({ default: module.GroupDetails })),
);

/** Mounted anew for each chat. */
export function DetailsPanel(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  const row = () => app.chats.row(props.chatId);
  return (
    <Switch>
      <Match when={row()?.kind === 'group'}>
        <Suspense>
          <GroupDetails chatId={props.chatId} me={props.me} />
        </Suspense>
      </Match>
      <Match when={row()?.peer}>
        {(peer) => <PersonDetails chatId={props.chatId} person={peer()} />}
      </Match>
    </Switch>
  );
}
