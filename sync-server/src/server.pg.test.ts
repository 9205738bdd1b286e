/** Two nodes over one PostgreSQL: what is decided at one holds at the other. */
import type { Database } from '@jibber/schema/database/tables';
import { errors } from '@jibber/schema/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneTestDatabase, type TestDatabase } from '../../scripts/services/test-database.ts';
import type { RunningServer } from './server.ts';
import { openDatabase } from './storage/database.ts';
import { Browser, startTestServer } from './testkit/test-server.ts';
import { TestSocket } from './testkit/test-socket.ts';

let clone: TestDatabase;
let one: RunningServer;
let other: RunningServer;

async function startNode(): Promise<RunningServer> {
  const database = await openDatabase<Database>(clone.url);
  return startTestServer({ SIGN_INS_PER_ACCOUNT: '1' }, { database });
}

beforeAll(async () => {
  clone = await cloneTestDatabase();
  [one, other] = await Promise.all([startNode(), startNode()]);
});

afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await clone.drop();
});

/** The same browser, led to another node. */
function movedTo(server: RunningServer, browser: Browser): Browser {
  const moved = new Browser(server);
  for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
  return moved;
}

test('a session of one node is one at the other, and ends at both', async () => {
  const here = new Browser(one);
  await here.createAccount('Alice');
  const there = movedTo(other, here);
  expect(await there.get('/api/session')).toMatchObject({ status: 200 });
  const socket = new TestSocket(there);
  await socket.opened;
  socket.hello();
  await socket.receive((frame) => (frame.type === 'welcome' ? frame : undefined));
  expect(await here.ask('DELETE', '/api/session')).toMatchObject({ status: 204 });
  expect(await there.get('/api/session')).toMatchObject({ body: { code: 'session-ended' } });
  expect(await socket.closed).toBe(errors['session-ended'].close);
});

test('a device that one node marked is known at the other', async () => {
  const alice = new Browser(one);
  const form = await alice.createAccount('Alice');
  const guess = { address: form.address, password: 'wrong horse' };
  const right = { address: form.address, password: form.password };
  expect(await new Browser(other).post('/api/session', guess)).toMatchObject({ status: 401 });
  expect(await new Browser(other).post('/api/session', right)).toMatchObject({ status: 429 });
  expect(await movedTo(other, alice).post('/api/session', right)).toMatchObject({ status: 200 });
});
