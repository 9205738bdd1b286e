/** Me, as others see me, and what I sign in with. */
import type { Me } from '@jibber/schema/commands/account';
import type { JSX } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { Picture } from '../../ui/picture/picture.tsx';
import styles from './profile.module.css';

export function ProfileCard(props: { readonly me: Me }): JSX.Element {
  return (
    <section class={styles.card}>
      <Picture id={props.me.userId} name={props.me.name} size="large" />
      <h3 class={styles.name} dir="auto">
        {props.me.name}
      </h3>
      <dl class={styles.facts}>
        <dt>{accountT('settings.handle')}</dt>
        <dd>@{props.me.handle}</dd>
        <dt>{accountT('settings.address')}</dt>
        <dd>{props.me.address}</dd>
      </dl>
    </section>
  );
}
