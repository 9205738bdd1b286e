import { userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { makeTabs } from './browser-ports.ts';
import type { TabMessage } from './ports.ts';

const alice = userId('0193a1b2-0000-7000-8000-0000000000a1');

test('what one tab posts the others hear; a closed one posts nothing more, and nothing fails', async () => {
  const [one, other] = [makeTabs(alice), makeTabs(alice)];
  const heard: TabMessage[] = [];
  const isHeard = new Promise<void>((resolve) => {
    other.listen((message) => {
      heard.push(message);
      if (message.type === 'kept') resolve();
    });
  });
  const last = makeTabs(alice);
  one.post({ type: 'yield' });
  one.close();
  one.post({ type: 'everything' });
  last.post({ type: 'kept' });
  await isHeard;
  expect(heard).toEqual([{ type: 'yield' }, { type: 'kept' }]);
  other.close();
  last.close();
});
