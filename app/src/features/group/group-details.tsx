/** A group beside its chat: which of its screens is shown follows from the address alone. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import { createMemo, type JSX, Match, Show, Switch, untrack } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { createAdministering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import { createMemberList } from '../../state/member-list.ts';
import { createOpenChat } from '../../state/open-chat.ts';
import { Panel } from '../shell/panel.tsx';
import { AddPanel } from './add-panel.tsx';
import { EditPanel } from './edit-panel.tsx';
import { GroupPanel } from './group-panel.tsx';
import type { GroupScreen } from './group-screen.ts';
import { LinksPanel } from './links-panel.tsx';
import { ReportsPanel } from './reports-panel.tsx';
import { RightsPanel } from './rights-panel.tsx';

/** Mounted anew for each chat. */
export function GroupDetails(props: { readonly chatId: ChatId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  const { chatId, me } = untrack(() => ({ chatId: props.chatId, me: props.me }));
  const chat = createOpenChat(
    app.session.replica,
    () => chatId,
    () => false,
    app.fail,
  );
  const actions = createAdministering(app.session.replica);
  const list = createMemberList(chat.group, app.chats, () => me);
  const panel = createMemo(() => {
    const route = app.navigation.route();
    return route.name === 'chat' ? route.panel : undefined;
  });
  return (
    <Show
      when={chat.group()}
      fallback={
        <Panel title={panelT('panel.title')} isAside={true}>
          {undefined}
        </Panel>
      }
    >
      {(group) => {
        const screen: GroupScreen = { chatId, me, group, actions };
        return (
          <Switch fallback={<GroupPanel screen={screen} list={list} />}>
            <Match when={panel() === 'details-edit'}>
              <EditPanel screen={screen} />
            </Match>
            <Match when={panel() === 'details-add'}>
              <AddPanel screen={screen} />
            </Match>
            <Match when={panel() === 'details-links'}>
              <LinksPanel screen={screen} />
            </Match>
            <Match when={panel() === 'details-rights'}>
              <RightsPanel screen={screen} />
            </Match>
            <Match when={panel() === 'details-reports'}>
              <ReportsPanel screen={screen} chat={chat} />
            </Match>
          </Switch>
        );
      }}
    </Show>
  );
}
