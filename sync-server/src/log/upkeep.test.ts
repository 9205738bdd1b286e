import { limits } from '@jibber/schema/limits';
import { alice, aliceAndBob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { placesWith } from '../testkit/stored-text.ts';
import { startNodes, type VirtualNodes } from '../testkit/virtual-nodes.ts';
import { syncDefaults } from './node.ts';

const secret = nthEntryId(7);

/** Alice has deleted a message, through the first of two nodes. */
async function startDeleted(fault?: () => 'down' | undefined): Promise<VirtualNodes> {
  const nodes = startNodes({ count: 2, storage: fault === undefined ? {} : { fault } });
  const phone = await nodes.connect(alice);
  await nodes.openChat(phone, nthEntryId(0));
  await nodes.write(phone, secret, nthEntryId(8));
  phone.intend(aliceAndBob, nthEntryId(9), { kind: 'message.delete', message: secret });
  await nodes.time.runFor(10);
  return nodes;
}

test('P5 a deleted text is gone within its minute, whichever node comes first', async () => {
  const { time, database } = await startDeleted();
  expect(placesWith(database.tables, `text of ${secret}`)).not.toEqual([]);
  await time.runFor(limits.compactionDelayMs - 1000);
  expect(placesWith(database.tables, `text of ${secret}`)).not.toEqual([]);
  await time.runFor(1000 + syncDefaults.eraseEveryMs);
  expect(placesWith(database.tables, `text of ${secret}`)).toEqual([]);
  expect(placesWith(database.tables, `text of ${nthEntryId(8)}`)).toEqual(['snapshot 0']);
  expect(limits.compactionDelayMs + syncDefaults.eraseEveryMs).toBeLessThan(60_000);
});

test('P5 a round that failed comes again', async () => {
  let isDown = false;
  const { time, database } = await startDeleted(() => (isDown ? 'down' : undefined));
  isDown = true;
  await time.runFor(limits.compactionDelayMs + 2 * syncDefaults.eraseEveryMs);
  expect(placesWith(database.tables, `text of ${secret}`)).not.toEqual([]);
  isDown = false;
  await time.runFor(syncDefaults.eraseEveryMs);
  expect(placesWith(database.tables, `text of ${secret}`)).toEqual([]);
});

test('a node that was stopped does nothing more', async () => {
  const { time, database, nodes } = await startDeleted();
  for (const node of nodes) void node.stop();
  await time.runFor(10 * 60_000);
  expect(placesWith(database.tables, `text of ${secret}`)).not.toEqual([]);
});
