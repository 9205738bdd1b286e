/**
 * A server for browser benchmarks: the same program as `npm start`, on a folder that was filled
 * through the real path. Invariant: filled before it starts, so filling costs no figure.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openConfiguredDatabase } from '@jibber/sync-server/configured-database';
import { makeWorld, type World, type WorldChat } from '../../demo/world.ts';
import { writeWorld } from '../../demo/write-world.ts';
import { findFreePort } from '../../services/free-port.ts';
import type { Run } from '../../services/run.ts';
import { buildApp } from '../../setup/app-build.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export type PreparedServer = {
  readonly origin: string;
  readonly people: World['people'];
  /** Everything stops as when the power goes. */
  kill(): Promise<void>;
};

/** Builds the app if needed, writes a world, starts a server on it. */
export async function startPrepared(
  run: Run,
  world: World,
  say: (line: string) => void,
): Promise<PreparedServer> {
  await buildApp(root);
  const dataDir = join(run.folder, 'data');
  const database = await openConfiguredDatabase(
    { dataDir, databaseUrl: 'pglite:', databasePool: 2 },
    Date.now(),
    (fault) => {
      throw fault;
    },
  );
  try {
    await writeWorld(database, world, say);
  } finally {
    await database.close();
  }
  const port = await findFreePort();
  const child = run.spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'sync-server/src/main.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATA_DIR: dataDir,
        WRITES_PER_SECOND: '1000',
      },
    },
  );
  if (child.stdout === null) throw new Error('the server has no output');
  const ended = once(child, 'exit').then(() => {
    throw new Error('the server ended before it was ready');
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return {
    origin: `http://localhost:${port}`,
    people: world.people,
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A world of many small chats and some of given lengths; the first person is in all of them. */
export function worldOf(smallChats: number, lengths: readonly number[]): World {
  const until = Date.now() - 60_000;
  const chats = smallChats + lengths.length;
  const base = { people: chats + 1, chats, messages: chats * 30, until };
  const world = makeWorld({ ...base, seed: 7 });
  const long = lengths.map((messages, index): WorldChat => {
    const [talk] = makeWorld({ people: 2, chats: 1, messages, until, seed: 100 + index }).chats;
    const peer = index + 1;
    if (talk === undefined) throw new Error('a world of one chat has one');
    return {
      members: [0, peer],
      messages: talk.messages.map((said) => ({ ...said, author: said.author === 0 ? 0 : peer })),
    };
  });
  return {
    people: world.people,
    chats: [
      ...long,
      ...world.chats
        .slice(lengths.length)
        .map((chat) => ({ ...chat, messages: chat.messages.slice(-30) })),
    ],
    groups: [],
  };
}
