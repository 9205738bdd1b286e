/**
 * Stands where one would write, where one cannot, and says why. Invariant: what was left, or ended, can
 * be deleted from the device, and only when that was asked for twice.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId } from '@jibber/schema/ids';
import { createSignal, type JSX, Show } from 'solid-js';
import { groupT } from '../../i18n/group-words.ts';
import { t } from '../../i18n/words.ts';
import type { Administering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import type { GroupView } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './group-chat.module.css';

export type Closing =
  | 'chat-left'
  | 'chat-removed'
  | 'chat-deleted'
  | 'other'
  | 'ending'
  | 'administrators';

/**
 * @param ended why the chat has ended for this person
 * @param group undefined while it is read
 * @returns undefined where one can write
 */
export function closedBy(
  ended: ErrorCode | undefined,
  group: GroupView | undefined,
): Closing | undefined {
  if (ended === 'chat-left' || ended === 'chat-removed' || ended === 'chat-deleted') return ended;
  if (ended !== undefined) return 'other';
  if (group === undefined) return undefined;
  if (group.isPending('end')) return 'ending';
  if (group.myRole === undefined) return 'other';
  return group.may('write') ? undefined : 'administrators';
}

export function ClosedComposer(props: {
  readonly chatId: ChatId;
  readonly reason: Closing;
  readonly actions: Administering;
}): JSX.Element {
  const app = useApp();
  const [isAsking, setAsking] = createSignal(false);
  const isOver = () => props.reason !== 'ending' && props.reason !== 'administrators';

  function remove(): void {
    props.actions
      .removeFromDevice(props.chatId)
      .then(() => app.navigation.replace({ name: 'chats' }))
      .catch(app.fail);
  }

  return (
    <>
      <section class={styles.closed} aria-label={t('landmark.composer')} data-landmark="">
        <p>{groupT(`gate.${props.reason}`)}</p>
        <Show when={isOver()}>
          <Button onClick={() => setAsking(true)}>{groupT('gate.delete')}</Button>
        </Show>
      </section>
      <Show when={isAsking()}>
        <Dialog
          title={groupT('gate.deleteTitle')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button variant="quiet" onClick={() => setAsking(false)}>
                {t('action.cancel')}
              </Button>
              <Button variant="danger" onClick={remove}>
                {groupT('gate.deleteConfirm')}
              </Button>
            </>
          }
        >
          <p>{groupT('gate.deleteText')}</p>
        </Dialog>
      </Show>
    </>
  );
}
