/** The device of this very browser, put together. Invariant: the only place where the adapters meet. */
import { entryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { makeLink, makeLocks, makePage, makeTabs, pageScheduler } from './browser-ports.ts';
import { createDevice } from './device.ts';
import type { RecordStorage } from './device-record.ts';
import { makeCommands } from './fetch-commands.ts';
import { indexedDatabases } from './indexed-database.ts';
import type { Device } from './replica.ts';
import { makeRisingIds } from './rising-ids.ts';

const recordKey = 'device';
const traceSeconds = limits.sessionAbsoluteDays * 24 * 60 * 60;

/** @param view the window; called once per page */
export function createBrowserDevice(view: Window): Device {
  const { protocol, host } = view.location;
  const newId = makeRisingIds({
    now: Date.now,
    fill: (words) => view.crypto.getRandomValues(words),
  });
  return createDevice({
    storage: makeRecordStorage(view),
    opener: indexedDatabases,
    commands: makeCommands((path, init) => view.fetch(path, init)),
    scheduler: pageScheduler,
    random: Math.random,
    link: makeLink(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/socket`),
    locks: makeLocks(view.navigator.locks),
    page: makePage(view),
    tabsOf: makeTabs,
    newEntryId: () => entryId(newId()),
    newId,
    loadUploads: async (me) => {
      const { deviceFilesOf } = await import('./files/device-files.ts');
      return deviceFilesOf(me).uploads;
    },
    persist() {
      view.navigator.storage.persist().catch((cause: unknown) => {
        console.warn('The browser may remove what is stored when space is short.', cause);
      });
    },
  });
}

function makeRecordStorage(view: Window): RecordStorage {
  return {
    read: () => view.localStorage.getItem(recordKey) ?? undefined,
    write: (text) => view.localStorage.setItem(recordKey, text),
    hasTrace: () => /(^|; )trace=1(;|$)/.test(view.document.cookie),
    leaveTrace(isSignedIn) {
      const secure = view.location.protocol === 'https:' ? '; Secure' : '';
      const maxAge = isSignedIn ? traceSeconds : 0;
      view.document.cookie = `trace=1; Path=/; SameSite=Lax; Max-Age=${maxAge}${secure}`;
    },
    onChange(listener) {
      view.addEventListener('storage', ({ key }) => {
        if (key === recordKey || key === null) listener();
      });
    },
  };
}
