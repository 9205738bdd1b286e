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

test('a tab that learns of new segments from its neighbour shows what is in all of them', async () => {
  const world = new World();
  world.node.segmentMessages = 3;
  const { hers } = await world.meet('m1', 'm2');
  const other = await world.open(world.bob);
  const opened = await world.openChat(other);
  other.isCutOff = true;
  other.cut(1006);
  world.bob.disconnect();
  for (const text of ['m3', 'm4', 'm5', 'm6', 'm7']) await world.write(hers, text);
  await world.advance(3000);
  world.bob.reconnect();
  await world.advance(3000);
  expect(shownIn(opened)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
});
