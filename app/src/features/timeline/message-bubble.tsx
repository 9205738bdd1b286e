/** One message drawn by its kind. Invariant: each kind has a component of its own, no options. */
import { type JSX, Match, Switch } from 'solid-js';
import { t } from '../../i18n/words.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { isEmojiOnly } from './emoji.ts';
import styles from './message.module.css';
import { MessageMeta } from './message-meta.tsx';
import { MessageText } from './message-text.tsx';

/**
 * @param props.sender his name above it, in a group
 * @param props.removed in place of a message that somebody else than its author deleted
 */
export function MessageBubble(props: {
  readonly message: TimelineMessage;
  readonly sender: JSX.Element;
  readonly removed: string | undefined;
}): JSX.Element {
  return (
    <Switch fallback={<TextMessage message={props.message} sender={props.sender} />}>
      <Match when={props.message.kind === 'deleted'}>
        <QuietMessage
          message={props.message}
          sender={props.sender}
          text={props.removed ?? t('message.deleted')}
        />
      </Match>
      <Match when={props.message.kind === 'unknown'}>
        <QuietMessage
          message={props.message}
          sender={props.sender}
          text={t('message.needsUpdate')}
        />
      </Match>
      <Match when={isEmojiOnly(props.message.text)}>
        <EmojiMessage message={props.message} sender={props.sender} />
      </Match>
    </Switch>
  );
}

type Shown = { readonly message: TimelineMessage; readonly sender: JSX.Element };

function TextMessage(props: Shown): JSX.Element {
  return (
    <div class={styles.bubble} data-part="bubble">
      {props.sender}
      <MessageText text={props.message.text} />
      <MessageMeta message={props.message} />
    </div>
  );
}

function EmojiMessage(props: Shown): JSX.Element {
  return (
    <div class={styles.emoji} data-part="bubble">
      {props.sender}
      <span class={styles.large}>{props.message.text}</span>
      <MessageMeta message={props.message} />
    </div>
  );
}

/** What has no text of its own: deleted, or of a kind this version does not know. */
function QuietMessage(props: Shown & { readonly text: string }): JSX.Element {
  return (
    <div class={styles.bubble} data-part="bubble" data-quiet="">
      {props.sender}
      <span class={styles.text}>{props.text}</span>
      <MessageMeta message={props.message} />
    </div>
  );
}
