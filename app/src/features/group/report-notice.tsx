/** Tells an administrator, above the messages, that some were reported to him. */
import type { ChatId } from '@jibber/schema/ids';
import { type JSX, Show } from 'solid-js';
import { groupT } from '../../i18n/group-words.ts';
import { useApp } from '../../state/app-state.ts';
import { createOwnAccount } from '../../state/own-account.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import styles from './group-chat.module.css';

export function ReportNotice(props: { readonly chatId: ChatId }): JSX.Element {
  const app = useApp();
  const account = createOwnAccount(app.session.replica);
  const count = () => account()?.reports.find(({ chatId }) => chatId === props.chatId)?.count ?? 0;
  return (
    <Show when={count() > 0}>
      <button
        type="button"
        class={styles.reports}
        onClick={() =>
          app.navigation.open({ name: 'chat', chatId: props.chatId, panel: 'details-reports' })
        }
      >
        <Icon name={peopleIcons.flag} size="small" />
        {groupT('group.reports', { count: count() })}
      </button>
    </Show>
  );
}
