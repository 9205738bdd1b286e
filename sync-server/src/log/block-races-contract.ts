/** Blocks against messages that are written at the same moment, through two nodes, over every storage. */
import { entryId, type UserId } from '@jibber/schema/ids';
import type { AccountIntent } from '@jibber/schema/intents/account/account-registry';
import { alice, bob } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Pipeline, startPipeline } from '../testkit/pipeline.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf } from '../testkit/test-device.ts';
import type { Sync } from './sync.ts';

const races = 60;

export function describeBlockRaces(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`blocks over ${name}`, () => {
    let pipeline: Pipeline;
    let entries = 0;

    beforeEach(async () => {
      pipeline = await startPipeline(await start());
    });
    afterEach(() => pipeline.stop());

    async function change(user: UserId, intent: AccountIntent, sync: Sync): Promise<void> {
      entries += 1;
      const id = entryId(`01950000-0000-7000-8000-${entries.toString(16).padStart(12, 'b')}`);
      const entry = { entryId: id, scope: 'account', after: undefined } as const;
      const [answer] = await sync.submit(identityOf(user), [
        { ...entry, intent: JSON.stringify(intent) },
      ]);
      if (answer?.outcome !== 'accepted') throw new Error(`not accepted: ${answer?.outcome}`);
    }

    test('A4: no message is accepted once the block is answered, whatever raced with it', async () => {
      const { sync, other } = pipeline;
      const [hers, his] = [pipeline.writer(alice), pipeline.writer(bob, other)];
      await hers.intend({ kind: 'chat.open', with: bob });
      const message = { kind: 'message.send', text: 'x', writtenAt: 1 } as const;
      const outcomes = new Set<string | undefined>();
      for (let race = 0; race < races; race += 1) {
        // So that both nodes know the chat, and take the quick way where they may.
        expect(await his.intend(message)).toMatchObject([{ outcome: 'accepted' }]);
        const racing = [his.intend(message), his.intend(message)];
        await change(alice, { kind: 'person.block', user: bob }, race % 2 === 0 ? sync : other);
        const late = await his.intend(message);
        expect(late).toMatchObject([{ outcome: 'refused', code: 'person-not-reachable' }]);
        for (const [answer] of await Promise.all(racing)) outcomes.add(answer?.outcome);
        const writer = pipeline.writer(bob, sync);
        expect(await writer.intend(message)).toMatchObject([{ outcome: 'refused' }]);
        await change(alice, { kind: 'person.unblock', user: bob }, sync);
      }
      expect(
        [...outcomes].every((outcome) => outcome === 'accepted' || outcome === 'refused'),
      ).toBe(true);
    });
  });
}
