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

test('a tab that learns of a new segment from its neighbour shows what is in it', async () => {
  const world = new World();
  world.node.segmentMessages = 3;
  const { hers, his } = await world.meet('m1', 'm2');
  const other = await world.open(world.bob);
  const opened = await world.openChat(other);
  other.isCutOff = true;
  other.cut(1006);
  for (const text of ['m3', 'm4', 'm5', 'm6', 'm7']) await world.write(hers, text);
  await world.advance(3000);
  const all = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
  expect(shownIn(opened)).toEqual(all);
  const here = await world.openChat(his);
  while (here.hasEarlier()) await world.within(here.loadEarlier());
  expect(shownIn(here)).toEqual(all);
});
