/** Asks before somebody is blocked, and says what that means. */
import type { Person } from '@jibber/schema/commands/account';
import type { JSX } from 'solid-js';
import { peopleT } from '../../i18n/people-words.ts';
import { t } from '../../i18n/words.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './people.module.css';

export function BlockDialog(props: {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onBlock: () => void;
}): JSX.Element {
  return (
    <Dialog
      title={peopleT('block.title', { name: props.person.name })}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Button variant="danger" onClick={() => props.onBlock()}>
            {peopleT('block.confirm')}
          </Button>
        </>
      }
    >
      <p class={styles.text}>{peopleT('block.text', { name: props.person.name })}</p>
    </Dialog>
  );
}
