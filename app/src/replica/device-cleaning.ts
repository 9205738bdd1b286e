/**
 * Deletes and wipes what a device must not keep. Loaded only where there is something. Invariant: each
 * step only where the record as it stands then still asks for it.
 */
import type { UserId } from '@jibber/schema/ids';
import { AccountDatabase } from './account-database.ts';
import { type DeviceRecord, databaseOf, keepDatabase } from './device-record.ts';
import { fileDatabaseOf, ownerOfDatabase } from './files/file-database.ts';
import { wipePictures } from './files/indexed-file-database.ts';
import { wipeContent } from './start-anew.ts';
import type { CleanDevice, TidyingPorts } from './tidying-ports.ts';

/** Tries everything once; what could not be done still stands in the record. */
export const cleanDevice: CleanDevice = async (ports) => {
  const { opener, present, change } = ports;
  for (const name of present().doomed) {
    // Deleted by another tab meanwhile, it may be somebody's new one.
    if (!present().doomed.includes(name) || !(await removeFiles(ports, name))) continue;
    if (!(await opener.remove(name))) continue;
    change((record) => ({ ...record, doomed: record.doomed.filter((each) => each !== name) }));
  }
  for (const { userId, mustWipe } of present().databases) {
    if (mustWipe) await wipe(ports, userId);
  }
};

/** Files go with the last database of their account on this device. False where they could not. */
async function removeFiles({ opener, present }: TidyingPorts, name: string): Promise<boolean> {
  const owner = ownerOfDatabase(name);
  if (owner === undefined || present().databases.some(({ userId }) => userId === owner))
    return true;
  return opener.remove(fileDatabaseOf(owner));
}

async function wipe(ports: TidyingPorts, userId: UserId): Promise<void> {
  const { present, change } = ports;
  const isDue = (record: DeviceRecord) => databaseOf(record, userId).mustWipe;
  const database = new AccountDatabase({
    ...ports,
    newInstallation: () => ports.newId(),
    place: () => {
      const record = present();
      const { name, installation } = databaseOf(record, userId);
      return isDue(record) ? { name, installation } : undefined;
    },
    setPlace: (place) =>
      change((record) => (isDue(record) ? keepDatabase(record, userId, place) : record)),
    // Nobody looks at it.
    troubled: () => undefined,
    unblocked: () => undefined,
    outdated: () => undefined,
    rebuilt: () => undefined,
    ownWords: () => undefined,
  });
  const wiped = await wipeContent(database, () => isDue(present()));
  database.close();
  if (!wiped.ok || !(await wipePictures(userId))) return;
  change((record) =>
    isDue(record) ? keepDatabase(record, userId, { mustWipe: false, isSynced: false }) : record,
  );
}
