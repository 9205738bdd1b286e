/** One message drawn by its kind. Invariant: each kind has a component of its own, no options. */
import { type JSX, Match, Switch } from 'solid-js';
import { t } from '../../i18n/words.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { isEmojiOnly } from './emoji.ts';
import styles from './message.module.css';
import { MessageMeta } from './message-meta.tsx';
import { MessageText } from './message-text.tsx';

export function MessageBubble(props: { readonly message: TimelineMessage }): JSX.Element {
  return (
    <Switch fallback={<TextMessage message={props.message} />}>
      <Match when={props.message.kind === 'deleted'}>
        <QuietMessage message={props.message} text={t('message.deleted')} />
      </Match>
      <Match when={props.message.kind === 'unknown'}>
        <QuietMessage message={props.message} text={t('message.needsUpdate')} />
      </Match>
      <Match when={isEmojiOnly(props.message.text)}>
        <EmojiMessage message={props.message} />
      </Match>
    </Switch>
  );
}

function TextMessage(props: { readonly message: TimelineMessage }): JSX.Element {
  return (
    <div class={styles.bubble} data-part="bubble">
      <MessageText text={props.message.text} />
      <MessageMeta message={props.message} />
    </div>
  );
}

function EmojiMessage(props: { readonly message: TimelineMessage }): JSX.Element {
  return (
    <div class={styles.emoji} data-part="bubble">
      <span class={styles.large}>{props.message.text}</span>
      <MessageMeta message={props.message} />
    </div>
  );
}

/** What has no text of its own: deleted, or of a kind this version does not know. */
function QuietMessage(props: {
  readonly message: TimelineMessage;
  readonly text: string;
}): JSX.Element {
  return (
    <div class={styles.bubble} data-part="bubble" data-quiet="">
      <span class={styles.text}>{props.text}</span>
      <MessageMeta message={props.message} />
    </div>
  );
}
