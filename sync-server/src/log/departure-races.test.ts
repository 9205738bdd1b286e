import type { Intent } from '@jibber/schema/intents/registry';
import { bob, carol, someGroup, someHistory } from '@jibber/schema/testkit/people';
import { createRandom } from '@jibber/schema/testkit/random';
import { describe, expect, test } from 'vitest';
import { endsOf, hasHeard, startVirtualGroup, toldTo } from '../testkit/virtual-groups.ts';
import { nextEntryId } from '../testkit/writer.ts';

const secret = 'after-the-departure';
const hello = { historyId: someHistory };
const removal = { kind: 'members.remove', user: bob } as const;

/** Nodes whose storage and relay take now more, now less time, so that things overtake each other. */
async function startUnsteady(seed: string) {
  const random = createRandom(seed);
  const [storage, relay] = [random.fork('storage'), random.fork('relay')];
  let mostMs = 1;
  const group = await startVirtualGroup([bob, carol], {
    count: 2,
    storage: { latencyMs: () => storage.between(1, mostMs) },
    carry: () => [relay.between(1, mostMs)],
  });
  return {
    ...group,
    shake() {
      mostMs = 100;
    },
  };
}

describe.each([
  [0, true],
  [0, false],
  [1, true],
  [1, false],
] as const)('on node %i, with others there: %s', (node, areOthersThere) => {
  /** Bob says hello while Alice does something about him. */
  async function meet(seed: string, deeds: readonly Intent[]) {
    const group = await startUnsteady(seed);
    const { connect, phone, act, time, shake } = group;
    await act(phone, { kind: 'group.settings', settings: { history: 'none' } });
    await time.runFor(1000);
    if (areOthersThere) await connect(carol, { node });
    await time.runFor(1000);
    shake();
    const connecting = connect(bob, { node, hello });
    await time.runFor(createRandom(seed).below(300));
    const entries = deeds.map((intent) => ({
      ...{ entryId: nextEntryId(), scope: someGroup, after: undefined },
      intent: JSON.stringify(intent),
    }));
    phone.tell({ type: 'send', entries });
    // Not so long that the node would look at all chats by itself.
    await time.runFor(3000);
    expect(entries.every(({ entryId }) => phone.answerTo(entryId)?.outcome === 'accepted')).toBe(
      true,
    );
    return { ...group, bobs: await connecting };
  }

  const message = { kind: 'message.send', text: secret, writtenAt: 1 } as const;

  test('G10: who is put out while his chats are read gets nothing after', async () => {
    let ends = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const { bobs, phone, say, time } = await meet(`${seed}`, [removal]);
      await say(phone, secret);
      await time.runFor(1000);
      expect(hasHeard(bobs, secret), `seed ${seed}`).toBe(false);
      expect(toldTo(bobs), `seed ${seed}`).toBeLessThan(3);
      if (bobs.rowsOf(someGroup).length > 0) expect(endsOf(bobs)).toEqual(['chat-removed']);
      ends += endsOf(bobs).length;
    }
    expect(ends).toBeGreaterThan(10);
  });

  test('G12, G13: who is put out and in again while his chats are read is in it as a newcomer', async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const back = { kind: 'members.add' as const, users: [bob] };
      const { bobs, phone, say, time } = await meet(`${seed}`, [removal, message, back]);
      await say(phone, 'to all');
      await time.runFor(12_000);
      expect(hasHeard(bobs, secret), `seed ${seed}`).toBe(false);
      expect(hasHeard(bobs, 'to all'), `seed ${seed}`).toBe(true);
    }
  });
});

test.each([true, false])(
  'G10: a hint of his coming that arrives after his departure brings nobody in (others there: %s)',
  async (areOthersThere) => {
    const group = await startVirtualGroup([carol], {
      count: 2,
      carry: ({ type }) => (type === 'joined' ? [1000] : [1]),
    });
    const { connect, act, say, phone, time } = group;
    const bobs = await connect(bob, { node: 1 });
    if (areOthersThere) await connect(carol, { node: 1 });
    await act(phone, { kind: 'members.add', users: [bob] }, removal);
    if (!areOthersThere) await connect(carol, { node: 1 });
    await time.runFor(1000);
    await say(phone, secret);
    await time.runFor(3000);
    expect(hasHeard(bobs, secret)).toBe(false);
    expect(toldTo(bobs)).toBe(0);
  },
);
