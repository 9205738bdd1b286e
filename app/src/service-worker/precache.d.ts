import type { PrecacheEntry } from 'workbox-precaching';

declare global {
  interface ServiceWorkerGlobalScope {
    /** Filled at build time with every file of the shell and its revision. */
    readonly __WB_MANIFEST: Array<PrecacheEntry | string>;
  }
}
