/** Me, as others see me, what I sign in with, and the way to change it. */
import type { Me } from '@jibber/schema/commands/account';
import type { Profile } from '@jibber/schema/intents/account/account-state';
import { createSignal, type JSX, Show } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { peopleT } from '../../i18n/people-words.ts';
import type { AccountActions } from '../../state/own-account.ts';
import { Button } from '../../ui/button/button.tsx';
import account from '../settings/account.module.css';
import { OwnPicture } from '../settings/own-picture.tsx';
import { ProfileDialog } from '../settings/profile-dialog.tsx';
import styles from './profile.module.css';

/** @param props.profile with what waits to be sent; undefined until the device has read it */
export function ProfileCard(props: {
  readonly me: Me;
  readonly profile: Profile | undefined;
  readonly isPending: boolean;
  readonly actions: AccountActions;
}): JSX.Element {
  const [isEditing, setEditing] = createSignal(false);
  const profile = (): Profile =>
    props.profile ?? { name: props.me.name, handle: props.me.handle, about: '', picture: null };
  return (
    <section class={styles.card}>
      <OwnPicture userId={props.me.userId} name={profile().name} picture={profile().picture} />
      <h3 class={styles.name} dir="auto">
        {profile().name}
      </h3>
      <Show when={profile().about}>
        {(about) => (
          <p class={account.about} dir="auto">
            {about()}
          </p>
        )}
      </Show>
      <Show when={props.isPending}>
        <p class={account.pending} role="status">
          {peopleT('profile.pending')}
        </p>
      </Show>
      <Button disabled={props.profile === undefined} onClick={() => setEditing(true)}>
        {peopleT('profile.edit')}
      </Button>
      <dl class={styles.facts}>
        <dt>{accountT('settings.handle')}</dt>
        <dd>@{profile().handle}</dd>
        <dt>{accountT('settings.address')}</dt>
        <dd>{props.me.address}</dd>
      </dl>
      <Show when={isEditing()}>
        <ProfileDialog
          userId={props.me.userId}
          profile={profile()}
          save={props.actions.changeProfile}
          onClose={() => setEditing(false)}
        />
      </Show>
    </section>
  );
}
