/** Groups in the storage port: members and departures, invitations, links, reports, and their end. */
import { defaultSettings } from '@jibber/schema/document/group';
import { fileId, type UserId } from '@jibber/schema/ids';
import { alice, bob, mallory, nthEntryId } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import {
  groupOf,
  line,
  notAnAccount,
  now,
  row,
  state,
  write,
} from '../testkit/storage-fixtures.ts';
import type { StorageUnderTest } from '../testkit/storage-under-test.ts';
import { group, headAt, makeStoredGroups, otherGroup } from '../testkit/stored-groups.ts';
import type { StandingQuestion } from './storage.ts';

const token = 't'.repeat(22);

/** @param under the implementation as it was started for the test that runs */
export function testGroups(under: () => StorageUnderTest): void {
  const { saveIn, change, create, standingOf, chatsOf, leave, endGroup } = makeStoredGroups(under);

  test('members of a group have roles, and what each may see is told with his chats', async () => {
    await create();
    await change(2, {
      members: [line(mallory, { fromNumber: 2, fromPosition: 2, fromSegment: 1 })],
    });
    const { members } = await standingOf({ userIds: [alice, bob, mallory, notAnAccount] });
    expect([...members].sort()).toEqual(
      [
        [alice, { role: 'owner', isPresent: true }],
        [bob, { role: 'member', isPresent: true }],
        [mallory, { role: 'member', isPresent: true }],
      ].sort(),
    );
    expect(await chatsOf(mallory)).toEqual({
      chats: [{ chatId: group, ...headAt(2), fromSegment: 1, fromPosition: 2 }],
      departed: [],
    });
  });

  test('a role changes where somebody is; his joining and what he may see stay', async () => {
    await create();
    await change(2, {
      members: [line(mallory, { fromNumber: 2, fromPosition: 2, fromSegment: 1 })],
    });
    const promoted = line(mallory, {
      role: 'administrator',
      fromNumber: 2,
      fromPosition: undefined,
      fromSegment: 1,
    });
    await change(3, { members: [promoted] });
    const { members } = await standingOf({ userIds: [mallory] });
    expect([...members]).toEqual([[mallory, { role: 'administrator', isPresent: true }]]);
    expect((await chatsOf(mallory)).chats).toMatchObject([{ fromSegment: 1, fromPosition: 2 }]);
  });

  test('who left or was put out is told so of chats that he names, until he is there again', async () => {
    await create();
    await leave(2, bob, 'chat-removed');
    expect(await chatsOf(bob)).toEqual({ chats: [], departed: [[group, 'chat-removed']] });
    expect(await chatsOf(bob, [])).toEqual({ chats: [], departed: [] });
    expect(await chatsOf(bob, [otherGroup])).toEqual({ chats: [], departed: [] });
    expect(await chatsOf(mallory)).toEqual({ chats: [], departed: [] });
    const former = await standingOf({ userIds: [bob] });
    expect([...former.members]).toEqual([[bob, { role: 'member', isPresent: false }]]);
    await change(3, { members: [line(bob, { fromNumber: 3, fromPosition: 3, fromSegment: 1 })] });
    expect(await chatsOf(bob)).toMatchObject({
      chats: [{ head: 3, fromSegment: 1, fromPosition: 3 }],
      departed: [],
    });
    await leave(4, bob, 'chat-left');
    expect(await chatsOf(bob)).toEqual({ chats: [], departed: [[group, 'chat-left']] });
    expect(await under().other.membershipCounts([alice, bob])).toEqual(new Map([[alice, 1]]));
  });

  test('departures come by position, each within its range, of everybody and of one', async () => {
    await create();
    await create(otherGroup);
    await leave(2, bob, 'chat-left');
    await change(3, { members: [line(bob, { fromNumber: 3, fromPosition: 3 })] });
    await leave(4, bob, 'chat-removed');
    await endGroup(5);
    const gone = (from: number, to: number) =>
      under().other.departures([
        { chatId: group, from, to },
        { chatId: otherGroup, from: 0, to: 9 },
      ]);
    expect(await gone(0, 5)).toEqual(
      new Map([
        [
          group,
          [
            { position: 2, userId: bob, code: 'chat-left' },
            { position: 4, userId: bob, code: 'chat-removed' },
            { position: 5, userId: undefined, code: 'chat-deleted' },
          ],
        ],
      ]),
    );
    expect(await gone(2, 4)).toMatchObject(new Map([[group, [{ position: 4 }]]]));
    expect(await gone(4, 4)).toEqual(new Map());
  });

  test('a group that ends, ends for whoever is there, and whoever went before went as he did', async () => {
    await create();
    await change(2, {
      members: [line(mallory, { fromNumber: 2, fromPosition: 2 })],
      invited: [{ userId: notAnAccount, by: alice, at: now }],
    });
    await leave(3, bob, 'chat-left');
    await endGroup(4);
    expect(await chatsOf(alice)).toEqual({ chats: [], departed: [[group, 'chat-deleted']] });
    expect(await chatsOf(mallory)).toEqual({ chats: [], departed: [[group, 'chat-deleted']] });
    expect(await chatsOf(bob)).toEqual({ chats: [], departed: [[group, 'chat-left']] });
    const { members, invited } = await standingOf({ userIds: [alice, mallory, notAnAccount] });
    expect([...members.values()].map(({ isPresent }) => isPresent)).toEqual([false, false]);
    expect([...invited]).toEqual([]);
    expect(await under().other.membershipCounts([alice, mallory])).toEqual(new Map());
  });

  test('the last one who leaves, by which the group ends, left', async () => {
    await create();
    await leave(2, bob, 'chat-left');
    await change(3, {
      members: [line(alice, { fromPosition: undefined, leftPosition: 3 })],
      departures: [
        { position: 3, userId: alice, code: 'chat-left' },
        { position: 3, userId: undefined, code: 'chat-deleted' },
      ],
      isDeleted: true,
    });
    expect(await chatsOf(alice)).toEqual({ chats: [], departed: [[group, 'chat-left']] });
  });

  test('invitations begin, are given anew by somebody else, and end', async () => {
    await create();
    const invite = (position: number, by: UserId) =>
      change(position, { invited: [{ userId: mallory, by, at: now + position }] });
    const invited = async () => [...(await standingOf({ userIds: [bob, mallory] })).invited];
    expect(await invite(2, alice)).toEqual([mallory]);
    expect(await invited()).toEqual([mallory]);
    await invite(3, bob);
    expect(await invited()).toEqual([mallory]);
    expect((await standingOf({ chatId: otherGroup, userIds: [mallory] })).invited.size).toBe(0);
    await change(4, { uninvited: [mallory] });
    expect(await invited()).toEqual([]);
    expect((await standingOf({ userIds: [mallory] })).members.size).toBe(0);
  });

  test('an invite link may be used until it expires, as often as it says, in its own group', async () => {
    await create();
    await create(otherGroup);
    const made = {
      token,
      chatId: group,
      by: bob,
      createdAt: now,
      expiresAt: now + 10,
      mostUses: 2,
    };
    await under().addInvite(made);
    const invite = async (more: Partial<StandingQuestion> = {}) =>
      [...(await standingOf({ invites: [token, 'u'.repeat(22)], ...more })).invites][0];
    const standing = [token, { by: bob, createdAt: now, needsApproval: false, usesLeft: 2 }];
    expect(await invite()).toMatchObject(standing);
    expect(await invite({ now: now + 9 })).toMatchObject(standing);
    expect(await invite({ now: now + 10 })).toBe(undefined);
    expect(await invite({ chatId: otherGroup })).toBe(undefined);
    await change(2, { invitesUsed: [token] });
    expect(await invite()).toMatchObject([token, { usesLeft: 1 }]);
    await change(3, { invitesUsed: [token] });
    expect(await invite()).toBe(undefined);
  });

  test('an invite link that was revoked is none; one without an end stands', async () => {
    await create();
    await under().addInvite({
      ...{ token, chatId: group, by: alice, createdAt: now },
      needsApproval: true,
    });
    const invites = async () => [
      ...(await standingOf({ invites: [token], now: now * 9 })).invites.values(),
    ];
    expect(await invites()).toMatchObject([{ needsApproval: true }]);
    expect((await invites())[0]?.usesLeft).toBe(undefined);
    await change(2, { invitesUsed: [token, token] });
    expect(await invites()).toHaveLength(1);
    await under().revokeInvite(token);
    expect(await invites()).toEqual([]);
  });

  test('a report is told to whoever moderates, and to nobody else', async () => {
    await create();
    await change(2, {
      members: [
        line(mallory, { fromNumber: 2, fromPosition: 2 }),
        line(bob, { role: 'administrator', fromPosition: undefined }),
      ],
    });
    const reason = 'a-reason-to-be-found';
    const report = { entryId: nthEntryId(70), reporter: mallory, message: nthEntryId(1), reason };
    const told = await change(3, { reports: [report] });
    expect([...told].sort()).toEqual([alice, bob].sort());
  });

  test('settings are those of a new group until they are changed', async () => {
    await create();
    expect((await standingOf({})).settings).toEqual(defaultSettings);
    const settings = { ...defaultSettings, write: 'administrators', history: 'none' } as const;
    await change(2, { settings, title: 'Us' });
    expect((await standingOf({})).settings).toEqual(settings);
    await change(3, { title: 'Them' });
    expect((await standingOf({})).settings).toEqual(settings);
    expect((await standingOf({ chatId: otherGroup })).settings).toEqual(defaultSettings);
  });

  test('a picture may be put to use by its owner, once', async () => {
    await create();
    const picture = fileId('01970000-0000-7000-8000-00000000000a');
    await under().addPicture(picture, alice);
    const usable = async (owner: UserId) => [
      ...(await standingOf({ pictures: [[owner, picture]] })).pictures,
    ];
    expect(await usable(alice)).toEqual([picture]);
    expect(await usable(bob)).toEqual([]);
    await change(2, { picture: { file: picture, owner: alice } });
    expect(await usable(alice)).toEqual([]);
  });

  test('a group that ended is erased step by step; its id and how it ended stay', async () => {
    const secret = 'the-text-that-must-go';
    const text = new TextEncoder().encode(secret);
    await create();
    await create(otherGroup);
    await saveIn(
      group,
      write({
        head: headAt(3),
        rows: [
          row(2, { number: 2, segment: 0, segmentUpdate: text }),
          row(3, { number: 3, segment: 0, segmentUpdate: text }),
        ],
        documents: [state(0, { touched: 3, clock: 3, messages: 2 })],
        group: groupOf({
          title: secret,
          reports: [
            { entryId: nthEntryId(71), reporter: bob, message: nthEntryId(2), reason: secret },
          ],
        }),
        refusals: [{ entryId: nthEntryId(80), userId: bob, code: 'text-empty' }],
      }),
    );
    await under().storage.raiseReceipts(bob, [{ chatId: group, delivered: 2, read: 2 }]);
    expect(await under().storage.eraseDeleted(2)).toBe(false);
    await endGroup(4);
    const steps: boolean[] = [];
    while (steps.at(-1) !== false && steps.length < 9) {
      steps.push(await under().other.eraseDeleted(2));
    }
    expect(steps.at(-1)).toBe(false);
    expect(steps.length).toBeGreaterThan(1);
    expect(await under().placesWith(secret)).toEqual([]);
    const rows = await under().storage.readRows([
      { chatId: group, from: 0, to: 9 },
      { chatId: otherGroup, from: 0, to: 9 },
    ]);
    expect([...rows.keys()]).toEqual([otherGroup]);
    expect(await under().storage.readDocument(group, 'chat', 0)).toBe(undefined);
    expect((await chatsOf(bob)).departed).toEqual([[group, 'chat-deleted']]);
    expect(await under().storage.heads([group])).toMatchObject([{ head: 4 }]);
    const left = await standingOf({ userIds: [bob], entryIds: [nthEntryId(2), nthEntryId(80)] });
    expect(left).toMatchObject({ entries: new Map(), refusals: [], documents: [] });
    expect(left.members.get(bob)).toMatchObject({ isPresent: false });
    expect(await under().storage.documentsToErase(now * 9, now * 9, 9)).toEqual([]);
    expect(await under().storage.documentsWithOldRows(now * 9, 9)).toMatchObject([
      { chatId: otherGroup },
      { chatId: otherGroup },
    ]);
  });
}
