/** Tells administrators of a message. Invariant: a reason is never thrown away because it is too long. */

import type { ChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { createSignal, createUniqueId, type JSX } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import type { Administering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import type { TimelineMessage } from '../../state/open-chat.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './group-form.module.css';

const doneShownMs = 4000;
const failureShownMs = 6000;

export function ReportDialog(props: {
  readonly chatId: ChatId;
  readonly message: TimelineMessage;
  readonly actions: Administering;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const id = createUniqueId();
  const [reason, setReason] = createSignal('');
  const left = () => limits.reasonUnits - reason().trim().length;

  function report(): void {
    if (left() < 0) return;
    props.onClose();
    props.actions.reportMessage(props.chatId, props.message.id, reason()).then((answer) => {
      app.notices.show(
        answer.ok
          ? { text: panelT('report.done'), shownMs: doneShownMs }
          : { text: explainWriteFailure(answer.code), shownMs: failureShownMs },
      );
    }, app.fail);
  }

  return (
    <Dialog
      title={panelT('report.title')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Button variant="filled" aria-disabled={left() < 0} onClick={report}>
            {panelT('report.submit')}
          </Button>
        </>
      }
    >
      <p class={styles.note}>{panelT('report.text')}</p>
      <div class={styles.field}>
        <label class={styles.label} for={id}>
          {panelT('report.reason')}
        </label>
        <textarea
          id={id}
          class={styles.area}
          rows={3}
          aria-describedby={`${id}-room`}
          aria-invalid={left() < 0 ? 'true' : undefined}
          value={reason()}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p id={`${id}-room`} class={styles.below} data-problem={left() < 0 ? '' : undefined}>
          {left() < 0 ? panelT('newGroup.tooLong', { count: -left() }) : ''}
        </p>
      </div>
    </Dialog>
  );
}
