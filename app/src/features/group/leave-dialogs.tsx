/**
 * Leaving a group and deleting it. Invariant: who leaves as its owner reads who becomes it; what is
 * erased for everybody is asked for by the group's name.
 */
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { MemberList } from '../../state/member-list.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { TextField } from '../../ui/field/text-field.tsx';
import type { MenuItem } from '../../ui/menu/menu.tsx';
import styles from './group.module.css';
import { type GroupScreen, reportFailure } from './group-screen.ts';
import { findHeir } from './heir.ts';

export type Leaving = {
  /** What a menu offers; empty for whoever is not in the group. */
  items(): readonly MenuItem[];
  dialog(): JSX.Element;
};

export function createLeaving(screen: GroupScreen, list: MemberList): Leaving {
  const app = useApp();
  const [asked, setAsked] = createSignal<'leave' | 'delete'>();
  const close = () => setAsked(undefined);

  function leave(): void {
    close();
    reportFailure(app, screen.actions.leaveGroup(screen.chatId));
  }
  function erase(): void {
    close();
    reportFailure(app, screen.actions.deleteGroup(screen.chatId));
  }

  return {
    items() {
      if (screen.group().myRole === undefined || screen.group().isPending('end')) return [];
      const items: MenuItem[] = [
        {
          icon: 'signOut',
          label: panelT('leave.action'),
          isDangerous: true,
          onSelect: () => setAsked('leave'),
        },
      ];
      if (screen.group().may('end')) {
        items.push({
          icon: 'trash',
          label: panelT('delete.action'),
          isDangerous: true,
          onSelect: () => setAsked('delete'),
        });
      }
      return items;
    },
    dialog: () => (
      <Switch>
        <Match when={asked() === 'leave'}>
          <LeaveDialog screen={screen} onClose={close} onConfirm={leave} />
        </Match>
        <Match when={asked() === 'delete'}>
          <DeleteDialog
            title={screen.group().title}
            count={list.count()}
            onClose={close}
            onConfirm={erase}
          />
        </Match>
      </Switch>
    ),
  };
}

function LeaveDialog(props: {
  readonly screen: GroupScreen;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}): JSX.Element {
  const app = useApp();
  const group = () => props.screen.group();
  const isLast = () => group().members.length === 1;
  const heir = () =>
    group().myRole === 'owner' ? findHeir(group().members, props.screen.me) : undefined;
  return (
    <Dialog
      title={panelT('leave.title', { title: group().title })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Button variant="danger" onClick={() => props.onConfirm()}>
            {panelT('leave.confirm')}
          </Button>
        </>
      }
    >
      <p class={styles.dialogText}>{isLast() ? panelT('leave.last') : panelT('leave.text')}</p>
      <Show when={heir()}>
        {(person) => (
          <p class={styles.notice}>{panelT('leave.heir', { name: app.chats.name(person()) })}</p>
        )}
      </Show>
    </Dialog>
  );
}

function DeleteDialog(props: {
  readonly title: string;
  readonly count: number;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}): JSX.Element {
  const [typed, setTyped] = createSignal('');
  const isRight = () => typed().trim().toLocaleLowerCase() === props.title.toLocaleLowerCase();
  return (
    <Dialog
      title={panelT('delete.title', { title: props.title })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Button
            variant="danger"
            aria-disabled={!isRight()}
            onClick={() => {
              if (isRight()) props.onConfirm();
            }}
          >
            {panelT('delete.confirm')}
          </Button>
        </>
      }
    >
      <p class={styles.dialogText}>{panelT('delete.text', { count: props.count })}</p>
      <TextField
        label={panelT('delete.type')}
        autocomplete="off"
        value={typed()}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </Dialog>
  );
}
