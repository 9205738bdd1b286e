/**
 * What happens at the same moment in groups, through two nodes, over real storage: writes against
 * removals, administrators against each other, writes against the end of the group. `SEED=n` replays.
 */
import { isRecord } from '@jibber/schema/document/json';
import { presentRole, readMember } from '@jibber/schema/document/members';
import { chatMaps, numberKey, segmentMaps } from '@jibber/schema/document/values';
import type { ChatId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { createPlainChat } from '@jibber/schema/testkit/plain-chat';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { StoredRow } from '../storage/storage.ts';
import { describeDocument, readFromRows, readWhole } from '../testkit/device-documents.ts';
import { copyOf, drawQuarrel, play, present } from '../testkit/quarrels.ts';
import {
  nextTurn,
  owner,
  people,
  positionOf,
  type Races,
  startRaces,
  watcher,
} from '../testkit/racing-groups.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf, TestDevice } from '../testkit/test-device.ts';
import { message, nextEntryId } from '../testkit/writer.ts';
import type { Sync } from './sync.ts';

export function describeGroupRaces(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`races in groups over ${name}`, () => {
    let under: StorageUnderTest;
    let races: Races;
    const devices: TestDevice[] = [];

    beforeEach(async ({ task }) => {
      under = await start();
      races = await startRaces(under, `${task.name} (${name})`);
    });
    afterEach(async () => {
      for (const device of devices.splice(0)) device.close();
      await races.pipeline.stop();
    });

    function watch(sync: Sync): TestDevice {
      const device = new TestDevice(sync, identityOf(watcher));
      devices.push(device);
      device.hello();
      return device;
    }

    test('G10: of 1,000 removals, after none stands anything of whom it was', async () => {
      const outcomes = { before: 0, after: 0 };
      await races.run(50, async ({ chat, act, make, node, linger }) => {
        await make();
        for (const [index, by] of people.slice(1).entries()) {
          // So that a node knows him and takes the quick way, where it may.
          if (index % 3 === 0) await act(node(), { by, intent: message('at rest') });
          const removal = linger(6).then(() =>
            act(node(), { by: owner, intent: { kind: 'members.remove', user: by } }),
          );
          const writes = [0, 1]
            .slice(index % 2)
            .map((count) =>
              linger(8 * count).then(() => act(node(), { by, intent: message(`${count}`) })),
            );
          const removed = positionOf(await removal);
          for (const { answer } of await Promise.all(writes)) {
            if (answer.outcome === 'accepted') {
              expect(answer.position).toBeLessThan(removed);
              outcomes.before += 1;
            } else {
              expect(answer).toMatchObject({ outcome: 'refused', code: 'chat-not-found' });
              outcomes.after += 1;
            }
          }
        }
        const messages = (await readWhole(under.storage, chat, 0)).getMap(segmentMaps.messages);
        const gone = new Set<unknown>();
        for (let number = 1; number <= messages.size; number += 1) {
          const value = messages.get(numberKey(number));
          if (!isRecord(value)) throw new Error(`no entry ${number}`);
          expect(gone).not.toContain(value.author);
          if (isRecord(value.event) && value.event.type === 'removed') gone.add(value.event.user);
        }
        expect(gone.size).toBe(people.length - 1);
      });
      // Each way round, or nothing raced.
      expect(outcomes.before).toBeGreaterThan(100);
      expect(outcomes.after).toBeGreaterThan(100);
    });

    test('G2, G3: of 500 quarrels of those who may, each has one winner and the group one owner', async () => {
      const codes = new Map<string, number>();
      const [here, there] = [watch(races.pipeline.sync), watch(races.pipeline.other)];
      const promotions = people.slice(1, 20).map((user): Intent => {
        return { kind: 'member.role', user, role: 'administrator' };
      });
      let quarrels = 0;
      await races.run(30, async ({ chat, draw, act, make, node, linger, rows }) => {
        const model = createPlainChat({ kind: 'group' });
        for (const done of await make(promotions)) expect(play(model, chat, done)).toBe('accepted');
        for (let round = 0; round < 20 && present(model).length > 3; round += 1) {
          quarrels += 1;
          const deeds = drawQuarrel(draw, model, watcher);
          const done = await Promise.all(
            deeds.map((deed) => linger(2).then(() => act(node(), deed))),
          );
          const before = copyOf(model);
          const accepted = done
            .filter(({ answer }) => answer.outcome === 'accepted')
            .sort((one, other) => positionOf(one) - positionOf(other));
          expect(accepted.length).toBeGreaterThan(0);
          // What stands is what the rules say of it in the order of its positions.
          for (const each of accepted) expect(play(model, chat, each)).toBe('accepted');
          for (const { by, intent, answer } of done) {
            if (answer.outcome !== 'refused') continue;
            codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
            // The other won: before him it would have been accepted, after him it is not.
            const again = { by, intent, entryId: nextEntryId() };
            expect(play(model, chat, again)).toBe(answer.code);
            expect(play(before, chat, again)).toBe('accepted');
          }
        }
        const stored = describeDocument(await readWhole(under.storage, chat, 'chat'));
        const written = await rows();
        expect(ownersOf(written)).toEqual(written.map(() => 1));
        expect(describeDocument(readFromRows(written, 'chat'))).toEqual(stored);
        for (const user of model.memberIds()) {
          expect(readMember(stored.maps.members?.[user])).toMatchObject({
            role: model.member(user)?.role,
            spans: model.member(user)?.spans,
          });
        }
        for (const device of [here, there]) {
          expect(await chatToldTo(device, chat, written.length)).toEqual(stored);
        }
      });
      expect(quarrels).toBeGreaterThanOrEqual(500);
      for (const code of ['not-allowed', 'chat-not-found', 'member-not-found']) {
        expect(codes.get(code) ?? 0, code).toBeGreaterThan(0);
      }
    });

    test('G14: of 100 groups that are deleted while all write, nothing is accepted after the end', async () => {
      const outcomes = { before: 0, after: 0 };
      await races.run(100, async ({ chat, draw, act, make, node, linger }) => {
        await make();
        const writes = people.slice(0, 6).map(async (by) => {
          const rename = { kind: 'group.rename', title: 'meanwhile' } as const;
          const intent = draw.chance(0.8) ? message('meanwhile') : rename;
          await linger(8);
          return act(node(), { by, intent });
        });
        await linger(8);
        const deletion = await act(node(), { by: owner, intent: { kind: 'group.delete' } });
        const erasing = under.storage.eraseDeleted(1000);
        const ended = positionOf(deletion);
        for (const { answer } of await Promise.all(writes)) {
          if (answer.outcome === 'accepted') {
            expect(answer.position).toBeLessThan(ended);
            outcomes.before += 1;
          } else {
            expect(answer).toMatchObject({ outcome: 'refused', code: 'chat-not-found' });
            outcomes.after += 1;
          }
        }
        await erasing;
        expect(await under.storage.heads([chat])).toMatchObject([{ head: ended }]);
      });
      while (await under.storage.eraseDeleted(1000));
      expect(await under.placesWith('meanwhile')).toEqual([]);
      expect(outcomes.before).toBeGreaterThan(10);
      expect(outcomes.after).toBeGreaterThan(10);
    });
  });
}

/** How many owners are there, after each position. */
function ownersOf(rows: readonly StoredRow[]): readonly number[] {
  const document = new Y.Doc();
  return rows.map(({ chatUpdate }) => {
    if (chatUpdate !== undefined) Y.applyUpdate(document, chatUpdate);
    const members = [...document.getMap(chatMaps.members).values()];
    return members.filter((value) => presentRole(readMember(value)) === 'owner').length;
  });
}

/** The chat document as this device was told it, up to a head. */
async function chatToldTo(device: TestDevice, chat: ChatId, head: number) {
  while ((device.rowsOf(chat).at(-1)?.to ?? 0) < head) await nextTurn();
  const document = new Y.Doc();
  for (const { rows } of device.rowsOf(chat)) {
    for (const { document: name, update } of rows.flatMap(({ parts }) => parts)) {
      if (name === 'chat') Y.applyUpdate(document, update);
    }
  }
  return describeDocument(document);
}
