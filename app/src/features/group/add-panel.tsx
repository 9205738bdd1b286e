/** Adds people to a group; whoever shares no chat with the adder gets an invitation. */
import type { Person } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import { createMemo, createSignal, type JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { PeoplePicker } from '../new-group/people-picker.tsx';
import { Panel } from '../shell/panel.tsx';
import { type GroupScreen, reportFailure } from './group-screen.ts';

export function AddPanel(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const [chosen, setChosen] = createSignal<readonly Person[]>([]);
  const group = () => props.screen.group();
  const notes = createMemo(
    () =>
      new Map<UserId, string>([
        ...group().invited.map(({ userId }) => [userId, panelT('newGroup.invited')] as const),
        ...group().members.map(({ userId }) => [userId, panelT('newGroup.member')] as const),
      ]),
  );

  function add(): void {
    if (chosen().length === 0) return;
    const { chatId, actions } = props.screen;
    const users = chosen().map((person) => person.userId);
    reportFailure(app, actions.addMembers(chatId, users));
    app.navigation.back();
  }

  return (
    <Panel
      title={panelT('add.title')}
      footer={
        <Button variant="filled" isWide={true} aria-disabled={chosen().length === 0} onClick={add}>
          {chosen().length === 0
            ? panelT('add.none')
            : panelT('add.submit', { count: chosen().length })}
        </Button>
      }
    >
      <PeoplePicker
        chosen={chosen()}
        onChange={setChosen}
        noteOf={(userId) => notes().get(userId)}
        hint={
          group().settings.history === 'all' ? panelT('add.historyAll') : panelT('add.historyNone')
        }
      />
    </Panel>
  );
}
