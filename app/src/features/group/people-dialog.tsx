/** All who were meant by "and 3 others". */
import type { UserId } from '@jibber/schema/ids';
import { For, type JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { groupT } from '../../i18n/group-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import styles from './group.module.css';

export function PeopleDialog(props: {
  readonly people: readonly UserId[];
  readonly me: UserId;
  readonly onPerson: (userId: UserId) => void;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      title={groupT('event.people.title', { count: props.people.length })}
      onClose={() => props.onClose()}
      actions={
        <Button variant="filled" onClick={() => props.onClose()}>
          {t('action.close')}
        </Button>
      }
    >
      <ul class={styles.people}>
        <For each={props.people}>
          {(userId) => (
            <li>
              <button
                type="button"
                class={styles.row}
                disabled={userId === props.me}
                onClick={() => {
                  props.onClose();
                  props.onPerson(userId);
                }}
              >
                <PersonLine userId={userId} me={props.me} />
              </button>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}

/** A person in a list: picture and name. */
export function PersonLine(props: { readonly userId: UserId; readonly me: UserId }): JSX.Element {
  const app = useApp();
  return (
    <>
      <PersonPicture userId={props.userId} name={app.chats.name(props.userId)} size="small" />
      <span class={styles.who}>
        <span class={styles.name} dir="auto">
          {props.userId === props.me ? panelT('panel.you') : app.chats.name(props.userId)}
        </span>
      </span>
    </>
  );
}
