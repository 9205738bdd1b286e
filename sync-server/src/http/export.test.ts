import { chatId, directChatId, entryId, type UserId, userId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { unpack } from '../testkit/export-under-test.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

class Person {
  readonly browser: Browser;
  readonly id: UserId;

  constructor(browser: Browser, id: UserId) {
    this.browser = browser;
    this.id = id;
  }

  static async arrive(server: RunningServer, name: string): Promise<Person> {
    const browser = new Browser(server);
    await browser.createAccount(name);
    const { body } = await browser.get('/api/session');
    if (typeof body !== 'object' || body === null || !('userId' in body)) throw new Error('nobody');
    return new Person(browser, userId(String(body.userId)));
  }

  /** Intents one after the other; throws where one is not accepted. */
  async intend(scope: string, ...intents: readonly Intent[]): Promise<void> {
    for (const intent of intents) {
      const { body } = await this.browser.post('/api/intents', {
        userId: this.id,
        entries: [{ entryId: uuidv7(), scope, intent: JSON.stringify(intent) }],
      });
      expect(body).toMatchObject({ answers: [{ outcome: 'accepted' }] });
    }
  }

  ask(method = 'GET', headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const cookie = this.browser.cookieHeader;
    const url = `${this.browser.origin}/api/export`;
    return fetch(url, { method, headers: { cookie, ...headers } });
  }
}

const say = (text: string): Intent => ({ kind: 'message.send', text, writtenAt: 1 });

describe.each(['uwebsockets', 'ws'])('over %s', (transport) => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await startTestServer({ TRANSPORT: transport, WRITES_BURST: '10000' });
  });

  afterAll(() => server.stop());

  test('P12: one gets everything of oneself, and nothing that one may not see', async () => {
    const alice = await Person.arrive(server, 'Alice');
    const bob = await Person.arrive(server, 'Bob');
    const carol = await Person.arrive(server, 'Carol');
    const direct = directChatId(alice.id, bob.id);
    await alice.intend(direct, { kind: 'chat.open', with: bob.id }, say('to Bob alone'));
    await carol.intend(directChatId(alice.id, carol.id), { kind: 'chat.open', with: alice.id });
    const group = chatId(`g${uuidv7()}`);
    await alice.intend(
      group,
      { kind: 'group.create', title: 'Us', users: [carol.id], writtenAt: 1 },
      { kind: 'group.settings', settings: { history: 'none' } },
      say('before Bob came'),
      { kind: 'members.add', users: [bob.id] },
      say('after Bob came'),
    );

    const response = await bob.ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="jibber-export-\d{4}-\d\d-\d\d\.zip"$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const archive = unpack(await response.bytes());
    for (const text of ['to Bob alone', 'after Bob came']) {
      expect(archive.filesWith(text)).toHaveLength(2);
    }
    expect(archive.filesWith('before Bob came')).toEqual([]);
    expect(archive.filesWith('carol')).toEqual([expect.stringMatching(/-Us\/chat\.json$/)]);
    expect(archive.json('export.json')).toMatchObject({ by: { userId: bob.id, name: 'Bob' } });
    expect(archive.json('devices.json')).toMatchObject([{ isThisOne: true }]);

    const ofAlice = unpack(await (await alice.ask()).bytes());
    expect(ofAlice.filesWith('before Bob came')).toHaveLength(2);
  });

  test('P12: only for whoever is signed in, and not for another site', async () => {
    const nobody = new Browser(server);
    expect(await nobody.get('/api/export')).toMatchObject({ status: 401 });
    const alice = await Person.arrive(server, 'Alice');
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect((await alice.ask('GET', elsewhere)).status).toBe(403);
  });

  test('P12: HEAD says whether there would be one, and takes none', async () => {
    const alice = await Person.arrive(server, 'Alice');
    for (let times = 0; times < 2 * limits.exportsPerHour; times += 1) {
      expect((await alice.ask('HEAD')).status).toBe(200);
    }
    for (let times = 0; times < limits.exportsPerHour; times += 1) {
      const response = await alice.ask();
      expect(response.status).toBe(200);
      await response.bytes();
    }
    expect((await alice.ask('HEAD')).status).toBe(429);
    const refused = await alice.ask();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({ code: 'too-many-requests' });
  });

  test('a download that breaks off leaves the way free for the next, which is whole', async () => {
    const alice = await Person.arrive(server, 'Alice');
    const notes = directChatId(alice.id, alice.id);
    await alice.intend(notes, { kind: 'chat.open', with: alice.id });
    const { sync } = server;
    const { id: sessionId } = await server.database.kysely
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', alice.id)
      .executeTakeFirstOrThrow();
    const identity = { userId: alice.id, sessionId };
    for (let n = 0; n < 40; n += 1) {
      const entries = Array.from({ length: 50 }, () => ({
        entryId: entryId(uuidv7()),
        scope: notes,
        after: undefined,
        intent: JSON.stringify(say('x'.repeat(4000))),
      }));
      await sync.submit(identity, entries);
    }
    const given = await alice.ask();
    const reader = given.body?.getReader();
    await reader?.read();
    expect((await alice.ask('HEAD')).status).toBe(429);
    await reader?.cancel();
    await expect.poll(async () => (await alice.ask('HEAD')).status).toBe(200);
    const archive = unpack(await (await alice.ask()).bytes());
    expect(archive.names).toContain('export.json');
  });
});
