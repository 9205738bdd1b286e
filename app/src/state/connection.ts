/**
 * What is said about connection, storage and version. Invariant: calm; a state is shown only when
 * it has lasted, and a line that is shown does not flicker while the app tries again.
 */
import { type Accessor, createComputed, createSignal, onCleanup } from 'solid-js';
import type { Replica, Trouble } from '../replica/replica.ts';
import { calmAfterMs, type ShownConnection, showConnection } from './shown-connection.ts';

export type { Trouble } from '../replica/replica.ts';

export type Connection = {
  readonly shown: Accessor<ShownConnection>;
  /** Connected and caught up, or about to be: commands that need the network may be tried. */
  readonly isOnline: Accessor<boolean>;
  readonly trouble: Accessor<Trouble | undefined>;
  /** The server speaks a newer protocol than this build. */
  readonly isOutdated: Accessor<boolean>;
  /** Entries not yet accepted. */
  readonly unsent: Accessor<number>;
};

export function createConnection(replica: Accessor<Replica | undefined>): Connection {
  const [shown, setShown] = createSignal<ShownConnection>('nothing');
  const [isOnline, setOnline] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Trouble>();
  const [isOutdated, setOutdated] = createSignal(false);
  const [unsent, setUnsent] = createSignal(0);

  createComputed(() => {
    const held = replica();
    setShown('nothing');
    setOnline(false);
    setTrouble(undefined);
    setUnsent(held?.unsent() ?? 0);
    if (held === undefined) return;

    let status: Parameters<typeof showConnection>[0] = 'connecting';
    let hasLasted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => setShown((before) => showConnection(status, hasLasted, before));
    const startWaiting = () => {
      clearTimeout(timer);
      hasLasted = false;
      timer = setTimeout(() => {
        hasLasted = true;
        show();
      }, calmAfterMs);
    };

    startWaiting();
    const unsubscribe = held.subscribe((change) => {
      switch (change.type) {
        case 'connection': {
          const wasApart = status === 'offline' || status === 'connecting';
          const isApart = change.status === 'offline' || change.status === 'connecting';
          if (change.status !== status && !(wasApart && isApart)) startWaiting();
          status = change.status;
          setOnline(!isApart);
          show();
          break;
        }
        case 'trouble':
          setTrouble(change.trouble);
          break;
        case 'outdated':
          setOutdated(true);
          break;
        case 'unsent':
          setUnsent(change.count);
          break;
        default:
      }
    });
    onCleanup(() => {
      clearTimeout(timer);
      unsubscribe();
    });
  });

  return { shown, isOnline, trouble, isOutdated, unsent };
}
