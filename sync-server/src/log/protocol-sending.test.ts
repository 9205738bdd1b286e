import { directChatId, type EntryId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Answer } from '@jibber/schema/protocol/answers';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import type { FaultPoint, InjectedFault } from '../storage/memory-storage.ts';
import { identityOf } from '../testkit/test-device.ts';
import { startNodes } from '../testkit/virtual-nodes.ts';

const [opening, first, second, third] = [0, 1, 2, 3].map(nthEntryId);
if (first === undefined || second === undefined || third === undefined || opening === undefined) {
  throw new Error('no ids');
}

function sending(text: string) {
  return { kind: 'message.send', text, writtenAt: 1 } as const;
}

function refused(code: string) {
  return { outcome: 'refused', code };
}

test('S1, S2, R1: entries are answered once each, with positions and numbers in their order', async () => {
  const { connect, openChat, write } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  await write(phone, first, second, third);
  expect(phone.answers).toEqual([
    { outcome: 'accepted', entryId: opening, position: 1, number: 0 },
    { outcome: 'accepted', entryId: first, position: 2, number: 1 },
    { outcome: 'accepted', entryId: second, position: 3, number: 2 },
    { outcome: 'accepted', entryId: third, position: 4, number: 3 },
  ]);
});

test('S2, R7: nothing is said or told before the commit', async () => {
  let isHeld = false;
  const { connect, openChat, write, time } = startNodes({
    storage: { latencyMs: () => (isHeld ? 60_000 : 0) },
  });
  const phone = await connect(alice);
  const bobs = await connect(bob);
  await openChat(phone, opening);
  phone.forget();
  bobs.forget();
  isHeld = true;
  await write(phone, first);
  await time.runFor(50_000);
  expect(phone.answers).toEqual([]);
  expect(bobs.rowsOf(aliceAndBob)).toEqual([]);
});

test('S3: the same entry again gets the same answer, from another node and device too', async () => {
  const { connect, openChat, write, time } = startNodes({ count: 2 });
  const phone = await connect(alice);
  await openChat(phone, opening);
  await write(phone, first);
  phone.intend(aliceAndBob, second, sending(' '));
  await time.runFor(10);
  const desk = await connect(alice, { node: 1, device: 'desk' });
  desk.intend(aliceAndBob, first, sending('another text under the same id'));
  desk.intend(aliceAndBob, second, sending('now with text'));
  await time.runFor(10);
  expect(desk.answerTo(first)).toEqual(phone.answerTo(first));
  expect(desk.answerTo(second)).toMatchObject(refused('text-empty'));
});

test('S3: after a commit whose outcome is unknown the entry is there once', async () => {
  let fault: InjectedFault | undefined;
  const { connect, openChat, time, database } = startNodes({
    storage: {
      fault(point: FaultPoint) {
        if (point !== 'commit' || fault === undefined) return undefined;
        const taken = fault;
        fault = undefined;
        return taken;
      },
    },
  });
  const phone = await connect(alice);
  await openChat(phone, opening);
  for (const [index, kind] of (['lost-after', 'lost-before'] as const).entries()) {
    const entryId = nthEntryId(10 + index);
    fault = kind;
    phone.intend(aliceAndBob, entryId, sending('once'));
    await time.runFor(60_000);
    if (phone.answerTo(entryId)?.outcome === 'again') {
      phone.forget();
      phone.intend(aliceAndBob, entryId, sending('once'));
      await time.runFor(1000);
    }
    expect(phone.answerTo(entryId)).toMatchObject({ outcome: 'accepted', number: index + 1 });
  }
  expect(database.tables.chats.get(aliceAndBob)?.rows).toHaveLength(3);
});

test('S3: of people who never were in the chat no refusal is kept', async () => {
  const { connect, openChat, database, time } = startNodes();
  await openChat(await connect(alice), opening);
  const stranger = await connect(mallory);
  stranger.intend(aliceAndBob, first, sending('hello'));
  await time.runFor(10);
  expect(stranger.answerTo(first)).toMatchObject(refused('chat-not-found'));
  expect(database.tables.refusals.size).toBe(0);
});

test('S4: an entry id that is somebody else’s is refused', async () => {
  const { connect, openChat, write, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  await write(phone, first);
  const bobs = await connect(bob);
  bobs.intend(aliceAndBob, first, sending('mine'));
  await time.runFor(10);
  expect(bobs.answerTo(first)).toMatchObject(refused('entry-id-taken'));
});

test('S5: an entry whose predecessor is not answered waits for it', async () => {
  const { connect, openChat, time, database } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  phone.intend(aliceAndBob, second, sending('second'), first);
  await time.runFor(10);
  expect(phone.answerTo(second)).toMatchObject({ outcome: 'again', code: 'after-unanswered' });
  phone.forget();
  phone.intend(aliceAndBob, first, sending('first'), opening);
  phone.intend(aliceAndBob, second, sending('second'), first);
  await time.runFor(10);
  expect(phone.answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  const texts = database.tables.chats.get(aliceAndBob)?.rows.map(({ entryId }) => entryId);
  expect(texts).toEqual([opening, first, second]);
});

test('S5: a refused predecessor is answered, so what follows goes on', async () => {
  const { connect, openChat, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  phone.intend(aliceAndBob, first, sending(' '));
  phone.intend(aliceAndBob, second, sending('second'), first);
  await time.runFor(10);
  expect(phone.answerTo(first)).toMatchObject(refused('text-empty'));
  expect(phone.answerTo(second)).toMatchObject({ outcome: 'accepted', number: 1 });
});

test('S7: what needs a refused entry is refused with it', async () => {
  const { connect, openChat, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  phone.intend(aliceAndBob, first, sending(' '));
  phone.intend(aliceAndBob, second, { kind: 'message.edit', message: first, text: 'x' }, first);
  phone.intend(aliceAndBob, third, { kind: 'message.delete', message: first }, second);
  await time.runFor(10);
  expect(phone.answerTo(second)).toMatchObject(refused('depends-on-refused'));
  expect(phone.answerTo(third)).toMatchObject(refused('depends-on-refused'));
});

test('S8: an unknown kind is to come again, what cannot be read is refused', async () => {
  const { connect, openChat, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  const entries = [
    { entryId: first, intent: '{"kind":"message.react","message":"x"}' },
    { entryId: second, intent: '{"kind":"message.send"}' },
    { entryId: third, intent: 'no JSON' },
  ].map((entry) => ({ ...entry, scope: aliceAndBob, after: undefined }));
  phone.tell({ type: 'send', entries });
  await time.runFor(10);
  expect(phone.answerTo(first)).toMatchObject({ outcome: 'again', code: 'unknown-kind' });
  expect(phone.answerTo(second)).toMatchObject(refused('malformed'));
  expect(phone.answerTo(third)).toMatchObject(refused('malformed'));
});

test('S9: "not yours" and "does not exist" have one answer', async () => {
  const { connect, openChat, write, time } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  await write(phone, first);
  const bobs = await connect(bob);
  const stranger = await connect(mallory);
  const nowhere = directChatId(alice, alice);
  const intents = (message: typeof first) => [
    { kind: 'message.edit', message, text: 'x' } as const,
    { kind: 'message.edit', message, text: '' } as const,
    { kind: 'message.delete', message } as const,
  ];
  let count = 100;
  const ask = async (device: typeof phone, chatId: typeof nowhere, message: typeof first) => {
    const answers: (Answer | undefined)[] = [];
    for (const intent of [...intents(message), sending('x')]) {
      const entryId = nthEntryId(count);
      count += 1;
      device.intend(chatId, entryId, intent);
      await time.runFor(10);
      const answer = device.answerTo(entryId);
      answers.push(answer === undefined ? undefined : { ...answer, entryId: first });
    }
    return answers;
  };
  const yours = (await ask(bobs, aliceAndBob, first)).slice(0, 3);
  expect(yours).toEqual((await ask(bobs, aliceAndBob, nthEntryId(99))).slice(0, 3));
  expect(yours[0]).toMatchObject(refused('message-not-found'));
  const foreign = await ask(stranger, aliceAndBob, first);
  expect(foreign).toEqual(await ask(stranger, nowhere, nthEntryId(99)));
  expect(foreign[0]).toMatchObject(refused('chat-not-found'));
});

test('S10: both may open it at once, on two nodes; there is one chat', async () => {
  const { connect, time, database } = startNodes({ count: 2, storage: { latencyMs: () => 5 } });
  const phone = await connect(alice);
  const bobs = await connect(bob, { node: 1 });
  phone.intend(aliceAndBob, first, { kind: 'chat.open', with: bob });
  bobs.intend(aliceAndBob, second, { kind: 'chat.open', with: alice });
  await time.runFor(5000);
  for (const [device, entryId] of [
    [phone, first],
    [bobs, second],
  ] as const) {
    expect(device.answerTo(entryId)).toMatchObject({ outcome: 'accepted', position: 1, number: 0 });
  }
  expect(database.tables.chats.get(aliceAndBob)?.rows).toHaveLength(1);
});

test('S10: the id must follow from the two people', async () => {
  const { connect, time, database } = startNodes();
  const phone = await connect(alice);
  phone.intend(directChatId(bob, mallory), first, { kind: 'chat.open', with: bob });
  await time.runFor(10);
  expect(phone.answerTo(first)).toMatchObject(refused('chat-not-found'));
  expect(database.tables.chats.get(directChatId(bob, mallory))?.rows ?? []).toEqual([]);
});

test('S11: a backlog beyond the rate is paced, never refused', async () => {
  const { connect, openChat, time } = startNodes({
    settings: { writeRate: { perSecond: 10, burst: 5 } },
  });
  const phone = await connect(alice);
  await openChat(phone, opening);
  const entryIds = Array.from({ length: 30 }, (_, index) => nthEntryId(100 + index));
  for (const [index, entryId] of entryIds.entries()) {
    phone.intend(aliceAndBob, entryId, sending('x'), entryIds[index - 1]);
  }
  await time.runFor(10);
  const outcomes = new Set(phone.answers.map(({ outcome }) => outcome));
  expect([...outcomes].sort()).toEqual(['accepted', 'again']);
  const waits = phone.answers.flatMap((answer) =>
    answer.outcome === 'again' ? [answer.backoffMs] : [],
  );
  for (const wait of waits) {
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(limits.againMaxMs);
  }
});

test('S11: the queue is bounded in bytes as well; what finds no room comes again and is taken', async () => {
  const { connect, openChat, time } = startNodes({
    settings: { queuedBytes: 3000, writeRate: { perSecond: 1000, burst: 1000 } },
  });
  const phone = await connect(alice);
  await openChat(phone, opening);
  const large = 'x'.repeat(1000);
  const entryIds = Array.from({ length: 8 }, (_, index) => nthEntryId(100 + index));
  const outcomeOf = (entryId: EntryId) => phone.answerTo(entryId)?.outcome;
  // In one turn: the first batch of the chat leaves the queue at once, the rest waits behind it.
  for (const entryId of entryIds) phone.intend(aliceAndBob, entryId, sending(large));
  await time.runFor(10);
  expect(entryIds.map(outcomeOf)).toEqual([
    'accepted',
    'accepted',
    'accepted',
    ...new Array(5).fill('again'),
  ]);
  const turnedAway = entryIds.slice(3);
  for (const entryId of turnedAway) {
    expect(phone.answerTo(entryId)).toMatchObject({ code: 'busy', backoffMs: limits.againMinMs });
  }
  phone.forget();
  for (const entryId of turnedAway) {
    phone.intend(aliceAndBob, entryId, sending(large));
    await time.runFor(10);
  }
  expect(turnedAway.map(outcomeOf)).toEqual(new Array(5).fill('accepted'));
});

test('S12: a session that ended is not accepted from, though its socket is still there', async () => {
  const { connect, openChat, time, database } = startNodes();
  const phone = await connect(alice);
  await openChat(phone, opening);
  await database.endSession(identityOf(alice).sessionId);
  phone.intend(aliceAndBob, first, sending('too late'));
  await time.runFor(10);
  expect(phone.answerTo(first)?.outcome ?? 'unanswered').not.toBe('accepted');
  expect(database.tables.chats.get(aliceAndBob)?.rows).toHaveLength(1);
  await time.runFor(limits.revocationPollMs + 10);
  expect(phone.ended).toBe('session-ended');
});
