import { expect, test } from 'vitest';
import { chat, shownIn, World } from './testkit/world.ts';

test('a tab shows what another tab of the device fetched while its own rows had no bytes', async () => {
  const world = new World();
  const { hers, his } = await world.meet('m1');
  const other = await world.open(world.bob);
  const opened = [await world.openChat(his), await world.openChat(other)];
  world.bob.disconnect();
  await world.write(hers, 'm2');
  await world.write(hers, 'm3');
  await world.advance(3000);
  world.node.empty(chat, 4);
  world.bob.reconnect();
  await world.advance(10_000);
  expect(opened.map(shownIn)).toEqual([
    ['m1', 'm2', 'm3'],
    ['m1', 'm2', 'm3'],
  ]);
});
