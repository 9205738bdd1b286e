/**
 * The build of the app that waits behind the running one. Invariant: a page is never reloaded under
 * a half-written message; a new build takes over when the person says so.
 */
import { type Accessor, createSignal } from 'solid-js';

export type ShellUpdate = {
  /** A new build is on this device and waits. */
  readonly isReady: Accessor<boolean>;
  /** Lets it take over, and reloads every page of the app. */
  apply(): void;
};

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
export function makeShellUpdate(
  container: ServiceWorkerContainer | undefined,
  reload: () => void,
): ShellUpdate {
  const [waiting, setWaiting] = createSignal<ServiceWorker>();
  let isApplying = false;

  async function register(workers: ServiceWorkerContainer): Promise<void> {
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
      console.warn('The app will not open without a connection: no service worker.', cause);
    });
  }

  return {
    isReady: () => waiting() !== undefined,
    apply() {
      isApplying = true;
      const worker = waiting();
      if (worker === undefined) reload();
      else worker.postMessage('skip-waiting');
    },
  };
}
