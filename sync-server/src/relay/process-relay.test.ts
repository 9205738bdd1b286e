import { aliceAndBob, bob } from '@jibber/schema/testkit/people';
import { createVirtualTime } from '@jibber/schema/testkit/virtual-time';
import { expect, test } from 'vitest';
import { systemScheduler } from '../system-scheduler.ts';
import { createRelayHub } from './process-relay.ts';
import type { Hint } from './relay.ts';
import { describeRelay } from './relay-contract.ts';

for (const isSelective of [false, true]) {
  describeRelay(isSelective ? 'in one process, followed' : 'in one process', async () => {
    const hub = createRelayHub({ scheduler: systemScheduler, isSelective });
    return { join: async () => hub.join(), close: async () => undefined };
  });
}

test('a simulation decides how often and how late a hint arrives', async () => {
  const time = createVirtualTime();
  const ways: number[][] = [[], [5], [20, 1]];
  const hub = createRelayHub({
    scheduler: time.actor('relay'),
    carry: () => ways.shift() ?? [],
  });
  const [one, other] = [hub.join(), hub.join()];
  const heard: [ms: number, hint: Hint][] = [];
  const begun = time.now();
  other.listen((hint) => heard.push([time.now() - begun, hint]));
  one.listen(() => undefined);
  const hints = ['a', 'b', 'c'].map((id): Hint => ({ type: 'sessions-ended', sessionIds: [id] }));
  for (const hint of hints) one.publish(hint);
  one.publish({ type: 'typed', chatId: aliceAndBob, userId: bob });
  await time.runFor(100);
  const [, second, third] = hints;
  expect(heard).toEqual([
    [1, third],
    [5, second],
    [20, third],
  ]);
});
