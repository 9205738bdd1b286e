/** Taking everything along, and deleting the account. Invariant: what needs a connection says so. */
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { dataT } from '../../i18n/data-words.ts';
import { commandAccountData } from '../../state/account-data.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import account from './account.module.css';
import styles from './settings.module.css';

const downloadIcon = { d: 'M12 4.5v10M7.5 10.5 12 15l4.5-4.5M5 19h14' };

const DeleteDialog = lazy(() =>
  import('./delete-dialog.tsx').then((module) => ({ default: module.DeleteDialog })),
);

export function DataSection(): JSX.Element {
  const app = useApp();
  const data = commandAccountData(window);
  const [said, setSaid] = createSignal('');
  const [isAsking, setAsking] = createSignal(false);
  const [isDeleting, setDeleting] = createSignal(false);
  const note = () => (app.connection.isOnline() ? said() : dataT('data.exportOffline'));

  async function download(): Promise<void> {
    if (isAsking() || !app.connection.isOnline()) return;
    setAsking(true);
    const begun = await data.download();
    setAsking(false);
    if (begun.ok) setSaid(dataT('data.exportBegun'));
    else if (begun.code === 'offline') setSaid(dataT('data.exportOffline'));
    else if (begun.code === 'too-many-requests') setSaid(dataT('data.exportTooMany'));
    else setSaid(dataT('data.exportFailed'));
  }

  return (
    <section class={styles.group}>
      <h3 class={styles.heading}>{dataT('data.title')}</h3>
      <div class={account.form}>
        <p class={account.hint}>{dataT('data.exportText')}</p>
        <Button
          isWide={true}
          aria-disabled={isAsking() || !app.connection.isOnline()}
          onClick={() => {
            download().catch(app.fail);
          }}
        >
          <Icon name={downloadIcon} />
          {dataT('data.export')}
        </Button>
        <p class={account.hint} role="status">
          {note()}
        </p>
        <Button isWide={true} variant="quiet" onClick={() => setDeleting(true)}>
          <Icon name="trash" />
          {dataT('data.delete')}
        </Button>
      </div>
      <Show when={isDeleting()}>
        <Suspense>
          <DeleteDialog data={data} onClose={() => setDeleting(false)} />
        </Suspense>
      </Show>
    </section>
  );
}
