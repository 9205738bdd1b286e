import { chatId, type UserId, userId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { type Answer, Browser, startTestServer } from '../testkit/test-server.ts';

type Person = { readonly browser: Browser; readonly userId: UserId };

let server: RunningServer;
let alice: Person;
let bob: Person;
let carol: Person;
let mallory: Person;

beforeAll(async () => {
  server = await startTestServer({ WRITES_PER_SECOND: '10000', WRITES_BURST: '10000' });
  [alice, bob, carol, mallory] = await Promise.all([
    signUp('Alice'),
    signUp('Bob'),
    signUp('Carol'),
    signUp('Mallory'),
  ]);
  await send(alice, `d`, { kind: 'chat.open', with: bob.userId });
});

afterAll(() => server.stop());

async function signUp(name: string): Promise<Person> {
  const browser = new Browser(server);
  await browser.createAccount(name);
  const { body } = await browser.get('/api/session');
  return { browser, userId: userId(String(fieldOf(body, 'userId'))) };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries.find(([key]) => key === name)?.[1];
}

/** @param scope `d` where it follows from the intent */
async function send(person: Person, scope: string, intent: Intent): Promise<unknown> {
  const { directChatId } = await import('@jibber/schema/ids');
  const target =
    intent.kind === 'chat.open' ? directChatId(person.userId, intent.with) : chatId(scope);
  const answer = await person.browser.post('/api/intents', {
    userId: person.userId,
    entries: [{ entryId: uuidv7(), scope: target, intent: JSON.stringify(intent) }],
  });
  const answers = fieldOf(answer.body, 'answers');
  const [first] = Array.isArray(answers) ? answers : [];
  return fieldOf(first, 'code') ?? fieldOf(first, 'outcome') ?? answer.body;
}

async function createGroup(users: readonly Person[], title = 'Sailing'): Promise<string> {
  const chat = `g${uuidv7()}`;
  const intent: Intent = {
    kind: 'group.create',
    title,
    users: users.map((each) => each.userId),
    writtenAt: 1,
  };
  expect(await send(alice, chat, intent)).toBe('accepted');
  return chat;
}

async function makeInvite(person: Person, chat: string, wish: object = {}): Promise<Answer> {
  return person.browser.post(`/api/chats/${chat}/invites`, {
    expiresInMs: null,
    mostUses: null,
    needsApproval: false,
    ...wish,
  });
}

const codeOf = ({ body }: Answer) => fieldOf(body, 'code');

test('a group is made, and whoever shares a chat with its maker is in it at once', async () => {
  const chat = await createGroup([bob]);
  const message: Intent = { kind: 'message.send', text: 'Ahoy', writtenAt: 1 };
  expect(await send(bob, chat, message)).toBe('accepted');
  expect(await send(mallory, chat, message)).toBe('chat-not-found');
});

test('a stranger is asked first, and nobody else hears of it', async () => {
  const chat = await createGroup([carol], 'Rowing');
  const message: Intent = { kind: 'message.send', text: 'Ahoy', writtenAt: 1 };
  expect(await send(carol, chat, message)).toBe('chat-not-found');
  const { body } = await carol.browser.get('/api/account/state');
  expect(fieldOf(body, 'invitations')).toMatchObject([
    { chatId: chat, title: 'Rowing', picture: null, by: { userId: alice.userId, name: 'Alice' } },
  ]);
  expect(fieldOf(body, 'revision')).toBe(1);
  expect(await send(mallory, chat, { kind: 'invitation.accept' })).toBe('chat-not-found');
  expect(await send(carol, chat, { kind: 'invitation.accept' })).toBe('accepted');
  expect(await send(carol, chat, message)).toBe('accepted');
  const after = await carol.browser.get('/api/account/state');
  expect(fieldOf(after.body, 'invitations')).toEqual([]);
  expect(await send(carol, chat, { kind: 'member.leave' })).toBe('accepted');
});

test('somebody comes by a link, as often as it may be used', async () => {
  const chat = await createGroup([bob]);
  const made = await makeInvite(alice, chat, { mostUses: 1 });
  const token = String(fieldOf(made.body, 'token'));
  const preview = await carol.browser.get(`/api/invites/${token}`);
  expect(preview.body).toEqual({
    chatId: chat,
    title: 'Sailing',
    picture: null,
    members: 2,
    needsApproval: false,
    isMember: false,
  });
  expect(await send(carol, chat, { kind: 'group.join', invite: token })).toBe('accepted');
  expect(await send(mallory, chat, { kind: 'group.join', invite: token })).toBe('invite-not-found');
  expect(codeOf(await mallory.browser.get(`/api/invites/${token}`))).toBe('invite-not-found');
  const listed = await alice.browser.get(`/api/chats/${chat}/invites`);
  expect(listed.body).toEqual([]);
});

test('a link of another group, a revoked one and one that ran out lead nowhere', async () => {
  const [chat, other] = [await createGroup([bob]), await createGroup([bob])];
  const token = String(fieldOf((await makeInvite(alice, other)).body, 'token'));
  expect(await send(carol, chat, { kind: 'group.join', invite: token })).toBe('invite-not-found');
  const path = `/api/chats/${other}/invites/${token}`;
  expect(codeOf(await mallory.browser.ask('DELETE', path))).toBe('chat-not-found');
  expect(codeOf(await bob.browser.ask('DELETE', path))).toBe('not-allowed');
  expect((await alice.browser.ask('DELETE', path)).status).toBe(204);
  expect(codeOf(await alice.browser.ask('DELETE', path))).toBe('invite-not-found');
  expect(await send(carol, other, { kind: 'group.join', invite: token })).toBe('invite-not-found');
});

test('with approval somebody waits for an administrator', async () => {
  const chat = await createGroup([bob]);
  const made = await makeInvite(bob, chat, { needsApproval: true });
  const token = String(fieldOf(made.body, 'token'));
  const join: Intent = { kind: 'group.join', invite: token };
  expect(await send(carol, chat, join)).toBe('accepted');
  expect(await send(carol, chat, join)).toBe('no-change');
  const message: Intent = { kind: 'message.send', text: 'Ahoy', writtenAt: 1 };
  expect(await send(carol, chat, message)).toBe('chat-not-found');
  const admit: Intent = { kind: 'members.admit', user: carol.userId };
  expect(await send(bob, chat, admit)).toBe('not-allowed');
  const names = await bob.browser.get(`/api/profiles?ids=${carol.userId}`);
  expect(names.body).toMatchObject([{ userId: carol.userId, name: 'Carol' }]);
  expect(await send(alice, chat, admit)).toBe('accepted');
  expect(await send(carol, chat, message)).toBe('accepted');
});

test('whoever was put out does not come back by a link from before', async () => {
  const chat = await createGroup([bob]);
  const token = String(fieldOf((await makeInvite(alice, chat)).body, 'token'));
  const join: Intent = { kind: 'group.join', invite: token };
  expect(await send(carol, chat, join)).toBe('accepted');
  const remove: Intent = { kind: 'members.remove', user: carol.userId };
  expect(await send(alice, chat, remove)).toBe('accepted');
  expect(await send(carol, chat, join)).toBe('invite-not-found');
});

test('invites need the right to add, and there are not too many of them', async () => {
  const chat = await createGroup([bob]);
  expect(codeOf(await makeInvite(mallory, chat))).toBe('chat-not-found');
  expect(codeOf(await makeInvite(alice, 'gnone'))).toBe('chat-not-found');
  const settings: Intent = { kind: 'group.settings', settings: { add: 'administrators' } };
  expect(await send(alice, chat, settings)).toBe('accepted');
  expect(codeOf(await makeInvite(bob, chat))).toBe('not-allowed');
  expect(codeOf(await bob.browser.get(`/api/chats/${chat}/invites`))).toBe('not-allowed');
  for (let made = 0; made < limits.invitesPerChat; made += 1) {
    expect((await makeInvite(alice, chat)).status).toBe(200);
  }
  expect(codeOf(await makeInvite(alice, chat))).toBe('too-many-invites');
});

test.each([
  { expiresInMs: 0 },
  { expiresInMs: -1 },
  { expiresInMs: 1e15 },
  { expiresInMs: 'soon' },
  { mostUses: 0 },
  { mostUses: 1.5 },
  { needsApproval: 'yes' },
  { by: 'mallory' },
])('a malformed wish makes no invite: %o', async (wish) => {
  const chat = await createGroup([bob]);
  expect(codeOf(await makeInvite(alice, chat, wish))).toBe('malformed');
});

test('what is reported is seen by administrators alone, until one has looked into it', async () => {
  const chat = await createGroup([bob]);
  const entryId = uuidv7();
  await alice.browser.post('/api/intents', {
    userId: alice.userId,
    entries: [
      {
        entryId,
        scope: chat,
        intent: JSON.stringify({ kind: 'message.send', text: 'Boo', writtenAt: 1 }),
      },
    ],
  });
  const report = { kind: 'message.report', message: entryId, reason: 'rude' };
  const answer = await bob.browser.post('/api/intents', {
    userId: bob.userId,
    entries: [{ entryId: uuidv7(), scope: chat, intent: JSON.stringify(report) }],
  });
  expect(answer.body).toMatchObject({ answers: [{ outcome: 'accepted' }] });
  expect(codeOf(await bob.browser.get(`/api/chats/${chat}/reports`))).toBe('not-allowed');
  expect(codeOf(await mallory.browser.get(`/api/chats/${chat}/reports`))).toBe('chat-not-found');
  const reports = await alice.browser.get(`/api/chats/${chat}/reports`);
  expect(reports.body).toMatchObject([{ reporter: bob.userId, message: entryId, reason: 'rude' }]);
  const state = await alice.browser.get('/api/account/state');
  expect(fieldOf(state.body, 'reports')).toContainEqual({ chatId: chat, count: 1 });
  const [first] = Array.isArray(reports.body) ? reports.body : [];
  const path = `/api/chats/${chat}/reports/${String(fieldOf(first, 'entryId'))}`;
  expect(codeOf(await bob.browser.ask('DELETE', path))).toBe('not-allowed');
  expect((await alice.browser.ask('DELETE', path)).status).toBe(204);
  expect(codeOf(await alice.browser.ask('DELETE', path))).toBe('not-found');
  const after = await alice.browser.get('/api/account/state');
  expect(fieldOf(after.body, 'reports')).not.toContainEqual({ chatId: chat, count: 1 });
});

test('how far members have read is told to members', async () => {
  const chat = await createGroup([bob]);
  const registers = await bob.browser.get(`/api/chats/${chat}/receipts`);
  expect(registers.body).toHaveLength(2);
  expect(registers.body).toContainEqual({ userId: alice.userId, delivered: 0, read: 0 });
  expect(codeOf(await mallory.browser.get(`/api/chats/${chat}/receipts`))).toBe('chat-not-found');
});

test('a group that its owner deleted is gone for everybody, and its id stays taken', async () => {
  const chat = await createGroup([bob]);
  const token = String(fieldOf((await makeInvite(alice, chat)).body, 'token'));
  expect(await send(bob, chat, { kind: 'group.delete' })).toBe('not-allowed');
  expect(await send(alice, chat, { kind: 'group.delete' })).toBe('accepted');
  const message: Intent = { kind: 'message.send', text: 'Ahoy', writtenAt: 1 };
  expect(await send(bob, chat, message)).toBe('chat-not-found');
  expect(codeOf(await carol.browser.get(`/api/invites/${token}`))).toBe('invite-not-found');
  expect(await send(carol, chat, { kind: 'group.join', invite: token })).toBe('invite-not-found');
  const again: Intent = { kind: 'group.create', title: 'Mine', users: [], writtenAt: 1 };
  expect(await send(alice, chat, again)).toBe('chat-not-found');
});
