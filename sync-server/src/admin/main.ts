/** Command: `npm run admin -- …`. Wires the operator's commands to the database of the settings. */
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { userId } from '@jibber/schema/ids';
import { uuidv7 } from 'uuidv7';
import { makeKyselyAccountStorage } from '../accounts/kysely-account-storage.ts';
import { makePasswords } from '../accounts/passwords.ts';
import { openConfiguredDatabase } from '../configured-database.ts';
import { readEnvironment } from '../environment.ts';
import { makeKyselySessionStorage } from '../sessions/kysely-session-storage.ts';
import { makeSessions } from '../sessions/sessions.ts';
import { runAdmin } from './admin.ts';

const now = () => Date.now();

try {
  const config = readEnvironment();
  const database = await openConfiguredDatabase(config, now(), (failure) => {
    throw failure;
  });
  try {
    const outcome = await runAdmin(process.argv.slice(2), {
      storage: makeKyselyAccountStorage(database.kysely),
      sessions: makeSessions({
        storage: makeKyselySessionStorage(database.kysely),
        now,
        randomBytes,
        // Running nodes look every second which sessions are over.
        onEnded: () => undefined,
      }),
      passwords: await makePasswords(),
      newUserId: () => userId(uuidv7()),
      now,
      randomBytes,
      readPassword: async () => (await text(process.stdin)).replace(/\r?\n$/, ''),
    });
    if (outcome.done) {
      process.stdout.write(outcome.text);
    } else {
      process.stderr.write(`${outcome.sentence}\n`);
      process.exitCode = 1;
    }
  } finally {
    await database.close();
  }
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
