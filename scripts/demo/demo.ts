/**
 * `npm run demo [-- --people N --chats N --groups N --messages N --seed N --fresh]`: a server of its own with
 * people and chats to look around in, in a folder of its own (`./demo-data`), and how to sign in as
 * two of them. The folder is filled once; `--fresh` fills it anew.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openConfiguredDatabase } from '@jibber/sync-server/configured-database';
import { readEnvironment } from '@jibber/sync-server/environment';
import { makeLogger } from '@jibber/sync-server/logger';
import { createServer } from '@jibber/sync-server/server';
import { describeStartFault } from '@jibber/sync-server/start-fault';
import { stopOnSignals } from '@jibber/sync-server/stop-signals';
import { makeWorld } from './world.ts';
import { writeWorld } from './write-world.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

try {
  const options = readOptions();
  const dataDir = process.env.DATA_DIR ?? join(root, 'demo-data');
  const config = { ...readEnvironment(), dataDir, databaseUrl: 'pglite:' };
  const filledMark = join(dataDir, 'filled');
  if (options.isFresh || !existsSync(filledMark)) rmSync(dataDir, { recursive: true, force: true });
  const world = makeWorld({ ...options, until: Date.now() - 60_000 });
  if (!existsSync(filledMark)) {
    console.log(
      `Writing ${options.messages} messages of ${options.people} people into ${dataDir} …`,
    );
    const database = await openConfiguredDatabase(config, Date.now(), (fault) => {
      throw fault;
    });
    try {
      await writeWorld(database, world, (line) => console.log(line));
    } finally {
      await database.close();
    }
    writeFileSync(filledMark, JSON.stringify(options));
  }
  const log = makeLogger(config.logLevel);
  const server = await createServer(config, {
    log,
    onFailure(fault) {
      log.error({ err: fault }, 'ended by a fault');
      process.exit(1);
    },
  });
  stopOnSignals(() => server.stop(), log);
  console.log(`Jibber is ready: ${server.address}`);
  for (const person of world.people.slice(0, 2)) {
    console.log(`Sign in as ${person.name}: ${person.address}, password "${person.password}"`);
  }
  console.log('In two browsers, or one of them in a private window, you can be both at once.');
} catch (fault) {
  console.error(describeStartFault(fault));
  process.exitCode = 1;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '16' },
      chats: { type: 'string', default: '24' },
      groups: { type: 'string', default: '3' },
      messages: { type: 'string', default: '1500' },
      seed: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
    },
  });
  return {
    people: count('people', values.people, 2),
    chats: count('chats', values.chats, 1),
    groups: count('groups', values.groups, 0),
    messages: count('messages', values.messages, 0),
    seed: count('seed', values.seed, 0),
    isFresh: values.fresh,
  };
}

function count(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new Error(`--${name} takes a whole number of at least ${least}`);
  }
  return number;
}
