/** What every relay does, in one process or over a broker. */
import { alice, aliceAndBob, bob, mallory, someHistory } from '@jibber/schema/testkit/people';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Hint, Relay } from './relay.ts';

export type RelaysUnderTest = {
  /** A node's end of the one relay; each is another node. */
  join(): Promise<Relay>;
  close(): Promise<void>;
};

const head = { head: 3, lastNumber: 2, segment: 0 };
const rows: Hint = {
  type: 'rows',
  historyId: someHistory,
  chatId: aliceAndBob,
  from: 2,
  head,
  frames: [
    {
      from: 2,
      to: 3,
      bytes: new Uint8Array([0, 255, 7]),
      oldestSegment: 0,
      departures: [{ position: 3, userId: mallory, code: 'chat-removed' }],
    },
  ],
};
const joined: Hint = {
  type: 'joined',
  historyId: someHistory,
  chatId: aliceAndBob,
  head,
  told: 2,
  joined: [
    { userId: alice, fromSegment: 0, fromPosition: 1 },
    { userId: bob, fromSegment: 1, fromPosition: 3 },
  ],
};
const moved: Hint = { type: 'moved', historyId: someHistory, userIds: [alice, bob] };
const receipt: Hint = {
  type: 'receipt',
  chatId: aliceAndBob,
  userId: bob,
  delivered: 2,
  read: 1,
  revision: 9,
  isPrivate: false,
};
const typed: Hint = { type: 'typed', chatId: aliceAndBob, userId: bob };
const ended: Hint = { type: 'sessions-ended', sessionIds: ['one', 'two'] };

export function describeRelay(name: string, start: () => Promise<RelaysUnderTest>): void {
  describe(`relay: ${name}`, () => {
    let relays: RelaysUnderTest;

    beforeEach(async () => {
      relays = await start();
    });

    afterEach(() => relays.close());

    async function listening(): Promise<{ relay: Relay; heard: Hint[] }> {
      const relay = await relays.join();
      const heard: Hint[] = [];
      relay.listen((hint) => heard.push(hint));
      return { relay, heard };
    }

    test('a node hears what the others publish of what it follows, whole and in order', async () => {
      const one = await listening();
      const other = await listening();
      await other.relay.follow([aliceAndBob], [bob]);
      const hints = [joined, rows, moved, receipt, typed, ended];
      for (const hint of hints) one.relay.publish(hint);
      await vi.waitFor(() => expect(other.heard).toHaveLength(hints.length));
      expect(other.heard).toEqual(hints);
    });

    test('a node never hears itself, nor anything within its own call', async () => {
      const one = await listening();
      const other = await listening();
      await one.relay.follow([aliceAndBob], [alice, bob]);
      await other.relay.follow([aliceAndBob], []);
      one.relay.publish(typed);
      expect(other.heard).toEqual([]);
      await vi.waitFor(() => expect(other.heard).toEqual([typed]));
      expect(one.heard).toEqual([]);
    });

    test('of a chat that is not followed nothing comes, unless all comes', async () => {
      const one = await listening();
      const other = await listening();
      await other.relay.follow([aliceAndBob], [bob]);
      other.relay.unfollow([aliceAndBob], [bob]);
      one.relay.publish(rows);
      one.relay.publish(ended);
      await vi.waitFor(() => expect(other.heard.at(-1)).toEqual(ended));
      expect(other.heard).toEqual(other.relay.hearsAll ? [rows, ended] : [ended]);
    });

    test('a node that closed hears nothing more; the others go on', async () => {
      const one = await listening();
      const other = await listening();
      const third = await listening();
      await third.relay.follow([aliceAndBob], []);
      await other.relay.close();
      one.relay.publish(typed);
      await vi.waitFor(() => expect(third.heard).toEqual([typed]));
      expect(other.heard).toEqual([]);
    });

    test('a relay that works says so', async () => {
      const { relay } = await listening();
      await vi.waitFor(() => expect(relay.isConnected()).toBe(true));
    });
  });
}
