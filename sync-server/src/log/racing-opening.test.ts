import { alice, aliceAndBob, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import { startFaultyNodes } from '../testkit/faulty-nodes.ts';
import { identityOf } from '../testkit/test-device.ts';
import { entryOf, message } from '../testkit/writer.ts';

test.each(Array.from({ length: 16 }, (_, ms) => ms))(
  'what comes for a chat %i ms after its opening began leaves its head as it is',
  async (ms) => {
    const nodes = startFaultyNodes();
    const phone = identityOf(alice);
    const desk = identityOf(bob);
    const opening = entryOf(aliceAndBob, { kind: 'chat.open', with: bob });
    void nodes.second.submit(phone, [opening, entryOf(aliceAndBob, message('one'))]);
    await nodes.time.runFor(ms);
    // At his node it is not there yet, or just so; either way he is refused, and that may be stored.
    const edit = { kind: 'message.edit', message: nthEntryId(9), text: 'two' } as const;
    await nodes.submit(nodes.first, desk, [entryOf(aliceAndBob, edit)]);
    expect(nodes.database.tables.chats.get(aliceAndBob)?.head.head).toBeGreaterThanOrEqual(2);
    const last = entryOf(aliceAndBob, message('three'));
    expect(await nodes.submit(nodes.second, phone, [last])).toMatchObject([
      { outcome: 'accepted' },
    ]);
  },
);
