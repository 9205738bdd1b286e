/** The person of a private chat, and what can be done from here. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import { BlockButton } from '../people/block-button.tsx';
import { PersonFacts } from '../people/person-facts.tsx';
import { PersonPicture } from '../people/person-picture.tsx';
import { Panel } from '../shell/panel.tsx';
import styles from './details.module.css';

export function PersonDetails(props: {
  readonly chatId: ChatId;
  readonly person: UserId;
}): JSX.Element {
  const app = useApp();
  return (
    <Panel title={panelT('panel.person')} isAside={true}>
      <div class={styles.card}>
        <PersonPicture userId={props.person} name={app.chats.title(props.chatId)} size="large" />
        <h3 class={styles.name} dir="auto">
          {app.chats.title(props.chatId)}
        </h3>
      </div>
      <PersonFacts userId={props.person} />
      <div class={styles.actions}>
        <Button
          isWide={true}
          onClick={() =>
            app.navigation.open({ name: 'chat', chatId: props.chatId, panel: 'group-with' })
          }
        >
          <Icon name={peopleIcons.people} />
          {panelT('newGroup.with', { name: app.chats.title(props.chatId) })}
        </Button>
      </div>
      <BlockButton userId={props.person} />
    </Panel>
  );
}
