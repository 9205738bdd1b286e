/** Who somebody is whose name was tapped: what he says of himself, and the way to write to him. */
import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { BlockButton } from '../people/block-button.tsx';
import { PersonFacts } from '../people/person-facts.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import styles from './group.module.css';

export function PersonDialog(props: {
  readonly userId: UserId;
  readonly onWrite: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  return (
    <Dialog
      title={app.chats.name(props.userId)}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.close')}
          </Button>
          <Button variant="filled" onClick={() => props.onWrite()}>
            {panelT('member.message')}
          </Button>
        </>
      }
    >
      <div class={styles.person}>
        <PersonPicture userId={props.userId} name={app.chats.name(props.userId)} size="large" />
      </div>
      <PersonFacts userId={props.userId} />
      <BlockButton userId={props.userId} />
    </Dialog>
  );
}
