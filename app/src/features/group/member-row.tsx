/** A member in the list, and what can be done with him: by press, right click, long press or key. */
import { exhaust } from '@jibber/schema/result';
import { createSignal, type JSX, Show } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { ShownMember } from '../../state/member-list.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import type { MenuItem, MenuOrigin } from '../../ui/menu/menu.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import styles from './group.module.css';
import { type GroupScreen, reportFailure } from './group-screen.ts';
import { listMemberActions, type MemberAction } from './member-actions.ts';
import { PendingMark } from './pending-mark.tsx';
import { createPersonOpening } from './person-opening.tsx';

export function MemberRow(props: {
  readonly member: ShownMember;
  readonly onOpen: (origin: MenuOrigin) => void;
}): JSX.Element {
  const role = () => {
    const { role: held } = props.member;
    return held === 'member' ? undefined : panelT(`panel.${held}`);
  };
  return (
    <button
      type="button"
      class={styles.row}
      aria-haspopup="menu"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        // A press has a point; of a key the row itself is meant.
        const isKey = event.clientX === 0 && event.clientY === 0;
        props.onOpen(
          isKey ? { x: box.left, y: box.bottom } : { x: event.clientX, y: event.clientY },
        );
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onOpen({ x: event.clientX, y: event.clientY });
      }}
    >
      <PersonPicture userId={props.member.userId} name={props.member.name} size="small" />
      <span class={styles.who}>
        <span class={styles.name} dir="auto">
          {props.member.isMe ? panelT('panel.you') : props.member.name}
        </span>
      </span>
      <Show when={props.member.pending}>
        <PendingMark />
      </Show>
      <Show when={role()}>{(name) => <span class={styles.role}>{name()}</span>}</Show>
    </button>
  );
}

export type MemberMenu = {
  items(member: ShownMember): readonly MenuItem[];
  /** The question that an action asks first. */
  dialog(): JSX.Element;
};

type Question = { readonly action: 'remove' | 'handOver'; readonly member: ShownMember };

export function createMemberMenu(screen: GroupScreen): MemberMenu {
  const app = useApp();
  const opening = createPersonOpening();
  const [question, setQuestion] = createSignal<Question>();

  function perform(action: MemberAction, member: ShownMember): void {
    const { chatId, actions } = screen;
    switch (action) {
      case 'message':
        return opening.write(member.userId);
      case 'profile':
        return opening.show(member.userId);
      case 'promote':
        return reportFailure(app, actions.setRole(chatId, member.userId, 'administrator'));
      case 'demote':
      case 'demoteSelf':
        return reportFailure(app, actions.setRole(chatId, member.userId, 'member'));
      case 'handOver':
      case 'remove':
        setQuestion({ action, member });
        return undefined;
      default:
        return exhaust(action);
    }
  }

  function confirm({ action, member }: Question): void {
    const { chatId, actions } = screen;
    setQuestion(undefined);
    reportFailure(
      app,
      action === 'remove'
        ? actions.removeMember(chatId, member.userId)
        : actions.setRole(chatId, member.userId, 'owner'),
    );
  }

  return {
    items: (member) =>
      listMemberActions(member, screen.group().may).map((action) => ({
        icon: icons[action],
        label: panelT(`member.${action}`),
        isDangerous: action === 'remove',
        onSelect: () => perform(action, member),
      })),
    dialog: () => (
      <>
        {opening.dialog()}
        <Show when={question()}>
          {(asked) => (
            <Dialog
              title={panelT(`member.${asked().action}Title`, { name: asked().member.name })}
              onClose={() => setQuestion(undefined)}
              actions={
                <>
                  <Button variant="quiet" onClick={() => setQuestion(undefined)}>
                    {t('action.cancel')}
                  </Button>
                  <Button
                    variant={asked().action === 'remove' ? 'danger' : 'filled'}
                    onClick={() => confirm(asked())}
                  >
                    {panelT(`member.${asked().action}`)}
                  </Button>
                </>
              }
            >
              <p class={styles.dialogText}>
                {panelT(`member.${asked().action}Text`, { name: asked().member.name })}
              </p>
            </Dialog>
          )}
        </Show>
      </>
    ),
  };
}

const icons = {
  message: peopleIcons.message,
  profile: 'person',
  promote: peopleIcons.promote,
  demote: peopleIcons.demote,
  demoteSelf: peopleIcons.demote,
  handOver: peopleIcons.crown,
  remove: peopleIcons.remove,
} as const;
