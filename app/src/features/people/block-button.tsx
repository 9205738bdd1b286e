/** Blocks a person, after asking, or takes the block back. Works without a connection. */

import type { UserId } from '@jibber/schema/ids';
import { createSignal, type JSX, Show } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { useApp } from '../../state/app-state.ts';
import { createAccountActions, createBlocked } from '../../state/own-account.ts';
import type { WriteResult } from '../../state/writing.ts';
import { Button } from '../../ui/button/button.tsx';
import { BlockDialog } from './block-dialog.tsx';
import styles from './people.module.css';

const failureShownMs = 6000;

export function BlockButton(props: { readonly userId: UserId }): JSX.Element {
  const app = useApp();
  const [isAsking, setAsking] = createSignal(false);
  const actions = createAccountActions(app.session.replica);
  const isBlocked = createBlocked(app.session.replica, () => props.userId);
  const person = () =>
    app.chats.person(props.userId) ?? {
      userId: props.userId,
      name: app.chats.name(props.userId),
      handle: '',
    };

  function run(asked: Promise<WriteResult>): void {
    setAsking(false);
    asked
      .then((saved) => {
        if (saved.ok) return;
        app.notices.show({ text: explainWriteFailure(saved.code), shownMs: failureShownMs });
      })
      .catch(app.fail);
  }

  return (
    <div class={styles.action}>
      <Show
        when={isBlocked()}
        fallback={
          <Button isWide={true} onClick={() => setAsking(true)}>
            {peopleT('block.action', { name: person().name })}
          </Button>
        }
      >
        <Button isWide={true} onClick={() => run(actions.unblock(props.userId))}>
          {peopleT('block.unblockOne', { name: person().name })}
        </Button>
      </Show>
      <Show when={isAsking()}>
        <BlockDialog
          person={person()}
          onClose={() => setAsking(false)}
          onBlock={() => run(actions.block(person()))}
        />
      </Show>
    </div>
  );
}
