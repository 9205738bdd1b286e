import { randomBytes } from 'node:crypto';
import { fsyncSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillFolder } from '../testkit/embedded-template.ts';
import type { PgliteMessage, PgliteRequest } from './pglite-messages.ts';
import { servePglite } from './pglite-service.ts';

let folder: string;
let port: MessagePort;
let received: PgliteMessage[];
let onMessage: (() => void) | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jibber-service-'));
  await fillFolder(folder);
});

afterEach(() => {
  port.close();
  rmSync(folder, { recursive: true });
});

/** Serves the folder in this thread, over a disk whose syncs the test sees. */
async function serve(sync: (descriptor: number) => void, checkpointBytes = 2 ** 30): Promise<void> {
  const channel = new MessageChannel();
  port = channel.port1;
  received = [];
  port.on('message', (message: PgliteMessage) => {
    received.push(message);
    onMessage?.();
  });
  await servePglite(channel.port2, { folder, template: undefined, checkpointBytes }, sync);
  expect(await next()).toEqual({ kind: 'ready' });
}

async function next(): Promise<PgliteMessage> {
  while (received.length === 0) {
    await new Promise<void>((resolve) => {
      onMessage = resolve;
    });
  }
  return received.shift() ?? expect.fail('nothing was received');
}

let lastId = 0;
function ask(sql: string, parameters: unknown[] = []): Promise<PgliteMessage> {
  lastId += 1;
  const request: PgliteRequest = { kind: 'query', id: lastId, sql, parameters };
  port.postMessage(request);
  return next();
}

async function close(): Promise<void> {
  port.postMessage({ kind: 'close', id: 0 } satisfies PgliteRequest);
  expect(await next()).toEqual({ kind: 'done', id: 0 });
}

test('each commit is synced before it is answered, a rollback and a read need no sync', async () => {
  let syncs = 0;
  await serve((descriptor) => {
    fsyncSync(descriptor);
    syncs += 1;
  });
  await ask('create table lamps (id int8)');
  const syncsOf = async (sql: string) => {
    const before = syncs;
    expect(await ask(sql)).toMatchObject({ kind: 'rows' });
    return syncs - before;
  };
  for (let id = 0; id < 20; id += 1) {
    expect(await syncsOf(`insert into lamps values (${id})`)).toBe(1);
  }
  await ask('begin');
  expect(await syncsOf('insert into lamps values (1)')).toBe(0);
  expect(await syncsOf('commit')).toBe(1);
  await ask('begin');
  await ask('insert into lamps values (2)');
  expect(await syncsOf('rollback')).toBe(0);
  expect(await syncsOf('select * from lamps')).toBe(0);
  // Data, then the control file: without these the log could not be shortened safely.
  expect(await syncsOf('checkpoint')).toBeGreaterThan(3);
  await close();
});

test('a commit whose sync the disk refuses is never answered, and nothing after it', async () => {
  let isBroken = false;
  await serve((descriptor) => {
    if (isBroken) throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    fsyncSync(descriptor);
  });
  await ask('create table lamps (id int8)');
  isBroken = true;
  const answer = await ask('insert into lamps values (1)');
  expect(answer).toMatchObject({ kind: 'failed' });
  expect(JSON.stringify(answer)).toContain('refused to sync');
  // A kernel reports an error of a sync once; afterwards it would say that all is well.
  isBroken = false;
  port.postMessage({ kind: 'query', id: 99, sql: 'select 1', parameters: [] });
  port.postMessage({ kind: 'close', id: 100 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toEqual([]);
});

test('the log is cut by a checkpoint when much was written', async () => {
  const mebibyte = 1024 * 1024;
  await serve(fsyncSync, 2 * mebibyte);
  await ask('create table lamps (wire bytea)');
  const place = async (sql: string) =>
    rowsOf(await ask(`select (${sql})::int8 as bytes`))[0]?.bytes;
  const before = await place("pg_current_wal_lsn() - '0/0'");
  const wire = randomBytes(mebibyte);
  for (let lamp = 0; lamp < 8; lamp += 1) await ask('insert into lamps values ($1)', [wire]);
  expect(await place(`pg_current_wal_lsn() - '0/0' - ${before}`)).toBeGreaterThan(8 * mebibyte);
  expect(
    await place('select pg_current_wal_lsn() - redo_lsn from pg_control_checkpoint()'),
  ).toBeLessThan(4 * mebibyte);
  await close();
});

function rowsOf(message: PgliteMessage): Record<string, unknown>[] {
  return message.kind === 'rows' ? message.rows : expect.fail(JSON.stringify(message));
}
