import { limits } from '@jibber/schema/limits';
import { expect, test } from 'vitest';
import { chat, World } from './testkit/world.ts';

test('a backlog of several windows goes out one after the other, without a wait between them', async () => {
  const world = new World();
  const { hers } = await world.meet();
  world.alice.disconnect();
  const count = 4 * limits.batchEntries + 10;
  for (let n = 1; n <= count; n += 1) await world.write(hers, `m${n}`);
  // Rows come while others are being stored, so that they meet the answers in one transaction.
  world.alice.disk.commitMs = 25;
  world.alice.reconnect();
  await world.advance(3000);
  expect(hers.replica.unsent()).toBe(0);
  expect(world.node.texts(chat)).toHaveLength(count);
});

test('a deletion that could not be let go on a full disk goes out once there is room', async () => {
  const world = new World();
  const { hers } = await world.meet('unwise');
  const [message] = (await world.openChat(hers)).timeline();
  if (message === undefined) throw new Error('no message');
  await world.within(hers.replica.delete(chat, message.id));
  world.alice.disk.fault = 'full';
  await world.advance(limits.undoMs + 20_000);
  expect(hers.replica.unsent()).toBe(1);
  world.alice.disk.fault = undefined;
  await world.advance(10_000);
  expect(hers.replica.unsent()).toBe(0);
});
