import { directChatId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { SentEntry } from '@jibber/schema/protocol/send';
import { alice, aliceAndBob, bob, mallory } from '@jibber/schema/testkit/people';
import { beforeEach, expect, test } from 'vitest';
import type { Doc } from 'yjs';
import { describeDocument, readWhole, textsOf } from '../testkit/device-documents.ts';
import { type FaultyNodes, startFaultyNodes } from '../testkit/faulty-nodes.ts';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { entryOf, message } from '../testkit/writer.ts';

const phone = identityOf(alice);
let nodes: FaultyNodes;

beforeEach(async () => {
  nodes = startFaultyNodes();
  const opening = entryOf(aliceAndBob, { kind: 'chat.open', with: bob });
  await nodes.submit(nodes.first, phone, [opening, entryOf(aliceAndBob, message('before'))]);
});

const rowsOfChat = () => nodes.database.tables.chats.get(aliceAndBob)?.rows ?? [];

async function expectSoundDocument(texts: readonly string[]) {
  const documents: Doc[] = [];
  void readWhole(nodes.secondStorage, aliceAndBob, 0).then((document) => documents.push(document));
  await nodes.time.runFor(10);
  const [document] = documents;
  if (document === undefined) throw new Error('no document was read');
  expect(describeDocument(document)).toMatchObject({ pending: [null, null] });
  expect(textsOf(document)).toEqual(texts);
}

test('S2 a commit that failed is no acceptance; the entry is taken when it comes again', async () => {
  const entry = entryOf(aliceAndBob, message('text'));
  nodes.order('commit', 'busy');
  expect(await nodes.submit(nodes.first, phone, [entry])).toEqual([
    { outcome: 'again', entryId: entry.entryId, code: 'busy', backoffMs: limits.againMinMs },
  ]);
  expect(nodes.positionOf(entry.entryId)).toBe(undefined);
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([
    { outcome: 'accepted', position: 3, number: 2 },
  ]);
  await expectSoundDocument(['before', 'text']);
});

test('S2 after a failed commit nothing of it stays in memory: what comes next is whole', async () => {
  nodes.order('commit', 'down');
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, message('lost'))]);
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, message('kept'))]);
  await nodes.submit(nodes.second, phone, [entryOf(aliceAndBob, message('by the other'))]);
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, message('last'))]);
  await expectSoundDocument(['before', 'kept', 'by the other', 'last']);
});

test('S2 what another node wrote in place of a failed commit is judged as it is', async () => {
  const desk = identityOf(bob);
  nodes.order('commit', 'down');
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, message('lost'))]);
  // Takes the number and the clock that the lost one had in the first node's memory.
  const bobs = entryOf(aliceAndBob, message('from Bob'));
  await nodes.submit(nodes.second, desk, [bobs]);
  const edit = { kind: 'message.edit', message: bobs.entryId, text: 'edited' } as const;
  expect(await nodes.submit(nodes.first, desk, [entryOf(aliceAndBob, edit)])).toMatchObject([
    { outcome: 'accepted' },
  ]);
  await expectSoundDocument(['before', 'edited']);
});

test('S2 a commit that took place unseen is read back before it is answered', async () => {
  const entry = entryOf(aliceAndBob, message('text'));
  nodes.order('commit', 'lost-after');
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([
    { outcome: 'accepted', position: 3, number: 2 },
  ]);
  expect(rowsOfChat()).toHaveLength(3);
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, message('next'))]);
  await expectSoundDocument(['before', 'text', 'next']);
});

test('an opening that took place unseen is told to both at once, on every node', async () => {
  nodes.database.tables.addAccount(mallory);
  const bobs = [nodes.first, nodes.second].map((sync) => new TestDevice(sync, identityOf(bob)));
  const hers = new TestDevice(nodes.first, phone);
  nodes.database.tables.addSession(identityOf(mallory).sessionId, mallory);
  for (const device of [...bobs, hers]) device.hello();
  await nodes.time.runFor(50);
  const chatId = directChatId(bob, mallory);
  nodes.order('commit', 'lost-after');
  const opening = entryOf(chatId, { kind: 'chat.open', with: bob });
  expect(await nodes.submit(nodes.first, identityOf(mallory), [opening], 50)).toMatchObject([
    { outcome: 'accepted', position: 1 },
  ]);
  expect(bobs.map((device) => device.rowsOf(chatId).length)).toEqual([1, 1]);
  expect(hers.rowsOf(chatId)).toEqual([]);
});

test('S2 a commit that was lost on its way is tried again, once', async () => {
  const entry = entryOf(aliceAndBob, message('text'));
  nodes.order('commit', 'lost-before');
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([
    { outcome: 'accepted', position: 3 },
  ]);
  expect(rowsOfChat()).toHaveLength(3);
});

test('S2 an outcome that cannot be read back is not answered as accepted', async () => {
  const entry = entryOf(aliceAndBob, message('text'));
  nodes.order('commit', 'lost-after');
  // Reading back needs the lock.
  nodes.order('lock', 'down');
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([{ outcome: 'again' }]);
  expect(nodes.positionOf(entry.entryId)).toBe(3);
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([
    { outcome: 'accepted', position: 3 },
  ]);
});

for (const [point, isStored] of [
  ['crash-before', false],
  ['crash-after', true],
] as const) {
  test(`a node that dies at a commit (${point}) holds nobody up; the entry is there once`, async () => {
    const entry = entryOf(aliceAndBob, message('text'));
    nodes.order('commit', point);
    expect(await nodes.submit(nodes.first, phone, [entry])).toBe(undefined);
    expect(nodes.positionOf(entry.entryId)).toBe(isStored ? 3 : undefined);
    expect(await nodes.submit(nodes.second, phone, [entry])).toMatchObject([
      { outcome: 'accepted', position: 3, number: 2 },
    ]);
    expect(rowsOfChat()).toHaveLength(3);
    await expectSoundDocument(['before', 'text']);
  });
}

test('a node that dies with the lock gives it up', async () => {
  nodes.order('statement', 'crash-before');
  await nodes.submit(nodes.first, phone, [entryOf(aliceAndBob, { kind: 'chat.open', with: bob })]);
  expect(
    await nodes.submit(nodes.second, phone, [entryOf(aliceAndBob, message('text'))], 50),
  ).toMatchObject([{ outcome: 'accepted', position: 3 }]);
});

test('a lock that somebody holds too long is busy, for the entries of that chat alone', async () => {
  void nodes.secondStorage.transaction(async (transaction) => {
    await transaction.lockChat(aliceAndBob);
    await new Promise((resolve) => {
      nodes.time.actor('holder').after(10_000, () => resolve(undefined));
    });
    return { keep: false, value: undefined };
  });
  await nodes.time.runFor(10);
  const entry = entryOf(aliceAndBob, message('text'));
  expect(await nodes.submit(nodes.first, phone, [entry], limits.lockTimeoutMs + 100)).toMatchObject(
    [{ outcome: 'again', code: 'busy' }],
  );
  expect(await nodes.submit(nodes.first, phone, [entry], 10_000)).toMatchObject([
    { outcome: 'again', code: 'busy' },
  ]);
  expect(await nodes.submit(nodes.first, phone, [entry])).toMatchObject([{ outcome: 'accepted' }]);
});

/** A message, alone (one statement does), or with an edit of it (a transaction is needed). */
function entriesOf(text: string, isAlone: boolean): SentEntry[] {
  const entry = entryOf(aliceAndBob, message(text));
  if (isAlone) return [entry];
  const edit = { kind: 'message.edit', message: entry.entryId, text } as const;
  return [entry, entryOf(aliceAndBob, edit, { after: entry.entryId })];
}

for (const isAlone of [true, false]) {
  test(`faults at every point leave each entry once, answered truly (${isAlone ? 'append' : 'transaction'})`, async () => {
    const faults = ['busy', 'down', 'lost-before', 'lost-after'] as const;
    const points = isAlone ? (['commit'] as const) : (['lock', 'statement', 'commit'] as const);
    const texts = ['before'];
    let position = 2;
    for (const point of points) {
      for (const fault of faults) {
        const text = `${fault} at ${point}`;
        const entries = entriesOf(text, isAlone);
        nodes.order(point, fault);
        const first = await nodes.submit(nodes.first, phone, entries);
        for (const answer of first ?? []) {
          if (answer.outcome === 'accepted') {
            expect(nodes.positionOf(answer.entryId)).toBe(answer.position);
          }
        }
        const expected = entries.map(() => {
          position += 1;
          return { outcome: 'accepted', position };
        });
        expect(await nodes.submit(nodes.first, phone, entries)).toMatchObject(expected);
        texts.push(text);
      }
    }
    await expectSoundDocument(texts);
  });
}
