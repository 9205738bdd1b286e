/**
 * The build of the app that waits behind the running one. Invariant: a page is never reloaded under
 * a half-written message; a new build takes over when the person says so.
 */
import { type Accessor, createSignal } from 'solid-js';

export type ShellUpdate = {
  /** A new build is on this device and waits. */
  readonly isReady: Accessor<boolean>;
  /** Lets it take over and reloads this page; other pages go on until they are reloaded, too. */
  apply(): void;
};

/** The part of a page's service workers that is needed. */
export type Workers = {
  readonly controller: unknown;
  register(address: string, options: { readonly updateViaCache: 'none' }): Promise<Registration>;
  addEventListener(type: 'controllerchange', listener: () => void): void;
};
type Registration = {
  readonly waiting: NewBuild | null;
  readonly installing: Pick<ServiceWorker, 'addEventListener'> | null;
  addEventListener(type: 'updatefound', listener: () => void): void;
};
type NewBuild = Pick<ServiceWorker, 'state' | 'postMessage'>;

/** Trusted Types: the one script address this app registers. */
function trustWorkerAddress(): string {
  const address = '/service-worker.js';
  const policy = globalThis.trustedTypes?.createPolicy('service-worker', {
    createScriptURL: () => address,
  });
  return policy?.createScriptURL(address) ?? address;
}

/**
 * Registers the service worker and watches for new builds for as long as the page lives.
 * @param container of this page; undefined where the browser has none (an insecure origin)
 * @param reload loads the page anew
 */
export function makeShellUpdate(container: Workers | undefined, reload: () => void): ShellUpdate {
  const [waiting, setWaiting] = createSignal<NewBuild>();
  let isApplying = false;

  async function register(workers: Workers): Promise<void> {
    const registration = await workers.register(trustWorkerAddress(), { updateViaCache: 'none' });
    const look = () => {
      // Without a controller this is the first visit, and nothing older is replaced.
      if (registration.waiting !== null && workers.controller !== null) {
        setWaiting(registration.waiting);
      }
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
  }

  if (container !== undefined) {
    container.addEventListener('controllerchange', () => {
      if (isApplying) reload();
    });
    register(container).catch((cause: unknown) => {
      console.warn('No service worker: the app will not open offline.', cause);
    });
  }

  return {
    isReady: () => waiting() !== undefined,
    apply() {
      const worker = waiting();
      // Where another page has let it take over it does not wait any more.
      isApplying = worker?.state === 'installed';
      if (isApplying) worker?.postMessage('skip-waiting');
      else reload();
    },
  };
}
