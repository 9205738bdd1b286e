/** An invite link as a code for a camera. Invariant: drawn as a path, dark on light in every theme. */
import { encodeQR } from 'qr';
import type { JSX } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import styles from './group-form.module.css';

export function CodeDialog(props: {
  readonly address: string;
  readonly title: string;
  readonly onClose: () => void;
}): JSX.Element {
  const modules = () => encodeQR(props.address, 'raw', { border: 2 });
  const path = () =>
    modules()
      .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
  return (
    <Dialog
      title={panelT('links.codeTitle')}
      onClose={() => props.onClose()}
      actions={
        <Button variant="filled" onClick={() => props.onClose()}>
          {t('action.close')}
        </Button>
      }
    >
      <svg
        class={styles.code}
        viewBox={`0 0 ${modules().length} ${modules().length}`}
        role="img"
        aria-label={props.address}
        shape-rendering="crispEdges"
      >
        <path d={path()} />
      </svg>
      <p class={styles.note}>{panelT('links.codeText', { name: props.title })}</p>
    </Dialog>
  );
}
