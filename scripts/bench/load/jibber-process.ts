/** The whole server as `npm start` runs it, in a process that a benchmark can ask. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@jibber/sync-server/config';
import { makeLogger } from '@jibber/sync-server/logger';
import { createServer } from '@jibber/sync-server/server';
import { object, parse, string } from 'valibot';
import { answerParent, measureUsage, readArgument } from './answer-parent.ts';
import { insertBare } from './bare-insert.ts';
import { BenchPeople } from './bench-people.ts';
import { profile } from './profile.ts';
import { raisedSettings } from './raised-settings.ts';

const argumentSchema = object({ databaseUrl: string(), dataFolder: string() });

const { databaseUrl, dataFolder } = parse(argumentSchema, readArgument());
const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: databaseUrl,
  DATA_DIR: dataFolder,
  ...raisedSettings,
});
if (!config.ok) throw new Error(config.code);
const server = await createServer(config.value, {
  log: makeLogger(config.value.logLevel),
  onFailure(fault) {
    throw fault;
  },
  appFolder: makeAppFolder(),
});
const people = new BenchPeople(server);

answerParent(
  server.port,
  {
    usage: ({ collect }) => measureUsage(collect, server.database.queries),
    profile: ({ writeTo }) => profile(writeTo),
    makePeople: ({ count }) => people.make(count),
    openChats: ({ pairs }) => people.openChats(pairs),
    fillChat: ({ pair, messages }) => people.fillChat(pair, messages),
    insertBare: (ask) => insertBare(server.database, ask),
  },
  () => server.stop(),
);

/** The app itself is not what is measured here, and need not be built. */
function makeAppFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jibber-app-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Jibber</title>');
  return folder;
}
