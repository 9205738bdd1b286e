/** The table of roles and intents, cell by cell, against a node over every storage (PROTOCOL G1, G2). */
import {
  type ChatId,
  chatId,
  directChatId,
  type EntryId,
  type UserId,
  userId,
} from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { nthEntryId } from '@jibber/schema/testkit/people';
import {
  type Cast,
  type Setting,
  type StageAuthor,
  type StagePerson,
  stageAuthors,
  stageIntents,
  stagePeople,
  unknownPeople,
} from '@jibber/schema/testkit/role-stage';
import { type RoleCell, roleCells } from '@jibber/schema/testkit/role-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pipeline, startPipeline } from '../testkit/pipeline.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { identityOf } from '../testkit/test-device.ts';
import { entryOf } from '../testkit/writer.ts';

function nthOf<Name extends string>(names: readonly Name[], name: Name): number {
  return names.indexOf(name) + 1;
}

/** Whoever is known to nobody is somebody else on each stage: who met in one group know each other. */
function personOf(name: StagePerson, stage: number): UserId {
  const own = unknownPeople.has(name) ? stage : 0;
  const nth = nthOf(stagePeople, name).toString(16).padStart(2, '0');
  return userId(`01940000-0000-7000-8000-${own.toString(16).padStart(10, 'e')}${nth}`);
}

function peopleOf(stage: number): Cast['people'] {
  return {
    owner: personOf('owner', stage),
    administrator: personOf('administrator', stage),
    member: personOf('member', stage),
    left: personOf('left', stage),
    removed: personOf('removed', stage),
    invited: personOf('invited', stage),
    asking: personOf('asking', stage),
    stranger: personOf('stranger', stage),
    otherAdministrator: personOf('otherAdministrator', stage),
    otherMember: personOf('otherMember', stage),
    otherInvited: personOf('otherInvited', stage),
    invitedByMember: personOf('invitedByMember', stage),
    otherAsking: personOf('otherAsking', stage),
    newcomer: personOf('newcomer', stage),
    unreachable: personOf('unreachable', stage),
  };
}

function groupOf(stage: number): ChatId {
  return chatId(`g01960000-0000-7000-8000-${stage.toString(16).padStart(12, 'a')}`);
}

/** Ids and links of one stage. */
function castOf(stage: number): Cast {
  const link = (letter: string) => letter + stage.toString().padStart(21, '_');
  const messageOf = (author: StageAuthor) =>
    nthEntryId(3_000_000 + 100 * stage + nthOf(stageAuthors, author));
  return {
    people: peopleOf(stage),
    links: { open: link('o'), approval: link('p'), later: link('l') },
    creation: nthEntryId(3_000_000 + 100 * stage),
    messages: {
      owner: messageOf('owner'),
      administrator: messageOf('administrator'),
      member: messageOf('member'),
      left: messageOf('left'),
      removed: messageOf('removed'),
      otherMember: messageOf('otherMember'),
    },
  };
}

/** @param start once, for all cells */
export function describeRoleTable(name: string, start: () => Promise<StorageUnderTest>): void {
  describe(`table of roles over ${name}`, () => {
    let under: StorageUnderTest;
    let pipeline: Pipeline;
    let stages = 0;

    const act = async (user: UserId, chat: ChatId, intent: Intent, entryId?: EntryId) => {
      const sync = stages % 2 === 0 ? pipeline.sync : pipeline.other;
      const [answer] = await sync.submit(identityOf(user), [
        entryOf(chat, intent, entryId === undefined ? {} : { entryId }),
      ]);
      if (answer === undefined) throw new Error('no answer');
      return answer.outcome === 'accepted' ? 'accepted' : answer.code;
    };

    const settle = async (user: UserId) => {
      await under.addAccount(user);
      await under.addSession(identityOf(user).sessionId, user, 2 ** 50);
    };

    /** Everybody who adds people knows those who are known. */
    const introduce = async () => {
      const people = peopleOf(0);
      const known = stagePeople.filter(
        (user) => user !== 'unreachable' && !unknownPeople.has(user),
      );
      for (const user of known) await settle(people[user]);
      for (const adder of ['owner', 'administrator', 'member'] as const) {
        for (const user of known.filter((each) => each !== adder)) {
          const chat = directChatId(people[adder], people[user]);
          const opened = await act(people[adder], chat, { kind: 'chat.open', with: people[user] });
          expect(opened).toBe('accepted');
        }
      }
    };

    /** A group as the table wants it. */
    const build = async (setting: Setting): Promise<readonly [ChatId, Cast]> => {
      stages += 1;
      const chat = groupOf(stages);
      const cast = castOf(stages);
      const { people } = cast;
      const invite = { chatId: chat, by: people.owner };
      for (const user of unknownPeople) await settle(people[user]);
      for (const { by, entryId, intent } of stageIntents(cast, setting)) {
        const outcome = await act(people[by], chat, intent, entryId);
        if (outcome !== 'accepted') throw new Error(`${by}: ${intent.kind}: ${outcome}`);
        if (intent.kind !== 'group.create') continue;
        const links = { ...invite, createdAt: Date.now() - 1000 };
        await under.addInvite({ ...links, token: cast.links.open });
        await under.addInvite({ ...links, token: cast.links.approval, needsApproval: true });
      }
      const createdAt = Date.now() + 60_000;
      await under.addInvite({ ...invite, createdAt, token: cast.links.later });
      return [chat, cast];
    };

    beforeAll(async () => {
      under = await start();
      pipeline = await startPipeline(under);
      await introduce();
    });
    afterAll(() => pipeline.stop());

    const line = ({ actor, deed, outcome }: Omit<RoleCell, 'intent' | 'setting'>, is: string) =>
      `${actor} ${deed}: ${is === outcome ? outcome : `${is}, not ${outcome}`}`;

    test.each(['open', 'strict'] as const)(
      'G1, G2: what the table refuses, a node refuses with that code (%s)',
      async (setting) => {
        const [chat, cast] = await build(setting);
        const cells = roleCells.filter(
          (cell) => cell.setting === setting && cell.outcome !== 'accepted',
        );
        expect(cells.length).toBeGreaterThan(200);
        const before = await under.storage.heads([chat]);
        for (const cell of cells) {
          const outcome = await act(cast.people[cell.actor], chat, cell.intent(cast));
          expect(line(cell, outcome)).toBe(line(cell, cell.outcome));
        }
        expect(await under.storage.heads([chat])).toEqual(before);
      },
    );

    test.each(['open', 'strict'] as const)(
      'G1, G2: what the table accepts, a node accepts, with one position (%s)',
      async (setting) => {
        const cells = roleCells.filter(
          (cell) => cell.setting === setting && cell.outcome === 'accepted',
        );
        expect(cells.length).toBeGreaterThan(30);
        for (const cell of cells) {
          const [chat, cast] = await build(setting);
          const [before] = await under.storage.heads([chat]);
          const outcome = await act(cast.people[cell.actor], chat, cell.intent(cast));
          expect(line(cell, outcome)).toBe(line(cell, 'accepted'));
          const head = (before?.head ?? 0) + 1;
          expect(await under.storage.heads([chat])).toMatchObject([{ head }]);
        }
      },
    );
  });
}
