/**
 * Invitations to groups, above the chats. Invariant: an answer works without a connection; it is shown
 * as given until the server has taken it.
 */
import type { Invitation } from '@jibber/schema/commands/account-state';
import type { ChatId } from '@jibber/schema/ids';
import { For, type JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { createAdministering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import { createPictureUrl } from '../../state/pictures.ts';
import { Button } from '../../ui/button/button.tsx';
import { Picture } from '../../ui/picture/picture.tsx';
import { reportFailure } from './group-screen.ts';
import styles from './invitation-list.module.css';

export function InvitationList(props: {
  readonly invitations: readonly Invitation[];
  readonly onAnswered: (chatId: ChatId) => void;
}): JSX.Element {
  return (
    <section class={styles.list} aria-label={panelT('invitations.title')}>
      <For each={props.invitations}>
        {(invitation) => (
          <Line invitation={invitation} onAnswered={() => props.onAnswered(invitation.chatId)} />
        )}
      </For>
    </section>
  );
}

function Line(props: {
  readonly invitation: Invitation;
  readonly onAnswered: () => void;
}): JSX.Element {
  const app = useApp();
  const actions = createAdministering(app.session.replica);
  const picture = createPictureUrl(app.session, () => props.invitation.picture ?? undefined);

  function answer(isAccepted: boolean): void {
    const { chatId, title, picture: file } = props.invitation;
    const known = { title, ...(file === null ? {} : { picture: file }) };
    reportFailure(app, actions.answerInvitation(chatId, isAccepted, known), props.onAnswered);
  }

  return (
    <article class={styles.invitation}>
      <Picture
        id={props.invitation.chatId}
        name={props.invitation.title}
        src={picture()}
        size="small"
      />
      <div class={styles.what}>
        <p class={styles.title} dir="auto">
          {props.invitation.title}
        </p>
        <p class={styles.by}>{panelT('invitations.line', { name: props.invitation.by.name })}</p>
      </div>
      <div class={styles.answers}>
        <Button
          aria-label={panelT('invitations.declineOne', { title: props.invitation.title })}
          onClick={() => answer(false)}
        >
          {panelT('invitations.decline')}
        </Button>
        <Button
          variant="filled"
          aria-label={panelT('invitations.acceptOne', { title: props.invitation.title })}
          onClick={() => answer(true)}
        >
          {panelT('invitations.accept')}
        </Button>
      </div>
    </article>
  );
}
