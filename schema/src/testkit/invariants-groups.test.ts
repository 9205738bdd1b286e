import { expect, test } from 'vitest';
import { chatId, type EntryId, type UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import {
  type Deed,
  type History,
  lineOfEvent,
  type ShownMessage,
  type StoredRow,
  type View,
} from './history.ts';
import { checkErased, checkSettled } from './invariants.ts';
import { alice, bob, mallory, nthEntryId } from './people.ts';
import { replayChats } from './reference.ts';

const group = chatId('g01960000-0000-7000-8000-000000000000');

type Step = readonly [author: UserId, intent: Intent, number: number];

/** Alice makes a group with Bob, both write, Alice puts Bob out and writes once more. */
const steps: readonly Step[] = [
  [alice, { kind: 'group.create', title: 'Us', users: [bob], writtenAt: 1 }, 1],
  [alice, { kind: 'message.send', text: 'canary-one', writtenAt: 1 }, 2],
  [bob, { kind: 'message.send', text: 'canary-two', writtenAt: 1 }, 3],
  [alice, { kind: 'members.remove', user: bob }, 4],
  [alice, { kind: 'message.send', text: 'canary-three', writtenAt: 1 }, 5],
];

function historyOf(done: readonly Step[]): History {
  const deeds: Deed[] = [];
  const rows: StoredRow[] = [];
  for (const [index, [author, intent, number]] of done.entries()) {
    const entryId = nthEntryId(index + 1);
    const position = index + 1;
    deeds.push({ device: `${author}1`, order: position, author, chatId: group, entryId, intent });
    rows.push({ chatId: group, position, entryId, author, number });
  }
  return { deeds, heard: [], rows };
}

function shown(
  number: number,
  author: UserId,
  kind: ShownMessage['kind'],
  text: string,
): ShownMessage {
  return { id: nthEntryId(number), number, author, kind, text, isPending: false };
}

const whole: readonly ShownMessage[] = [
  shown(1, alice, 'event', lineOfEvent({ type: 'created', title: 'Us' })),
  shown(2, alice, 'message', 'canary-one'),
  shown(3, bob, 'message', 'canary-two'),
  shown(4, alice, 'event', lineOfEvent({ type: 'removed', user: bob })),
  shown(5, alice, 'message', 'canary-three'),
];

function view(userId: UserId | undefined, messages: readonly ShownMessage[]): View {
  const chats = [{ chatId: group, messages, isWhole: true }];
  return { name: userId ?? 'database', userId, chats, unsent: 0, pendingDocuments: [] };
}

function invariantsOf(done: readonly Step[], ...views: View[]): string[] {
  return checkSettled(historyOf(done), views).map(({ invariant }) => invariant);
}

test('members, title and events of a group follow from its rows and deeds', () => {
  const chat = replayChats(historyOf(steps)).get(group);
  expect(chat?.kind).toBe('group');
  expect(chat?.title).toBe('Us');
  expect([...(chat?.members ?? [])]).toEqual([alice]);
  expect(chat?.lines.get(alice)?.role).toBe('owner');
  expect(chat?.lines.get(bob)).toMatchObject({ role: 'member', spans: [[1, 4]], isBarred: true });
  expect(chat?.messages.map(({ kind }) => kind)).toEqual(whole.map(({ kind }) => kind));
  expect(chat?.trespasses).toEqual([]);
  expect(chat?.ownerless).toEqual([]);
});

test('a run of a group in which everything held is accepted', () => {
  expect(invariantsOf(steps, view(alice, whole), view(undefined, whole))).toEqual([]);
});

test('I6: whoever was put out keeps what he had and sees nothing of later', () => {
  expect(invariantsOf(steps, view(bob, whole.slice(0, 4)))).toEqual([]);
  expect(invariantsOf(steps, view(bob, whole.slice(0, 2)))).toEqual([]);
  expect(invariantsOf(steps, view(bob, whole))).toEqual(['I6']);
  expect(invariantsOf(steps, view(mallory, whole))).toEqual(['I1']);
});

test.each<[string, Step]>([
  [
    'a message of somebody who was put out',
    [bob, { kind: 'message.send', text: 'x', writtenAt: 1 }, 6],
  ],
  ['a removal of the owner', [alice, { kind: 'members.remove', user: alice }, 6]],
  ['a member without a right', [mallory, { kind: 'members.add', users: [mallory] }, 6]],
  [
    'an edit of what is somebody else’s',
    [alice, { kind: 'message.edit', message: nthEntryId(3), text: 'x' }, 0],
  ],
  ['an answer to no invitation', [mallory, { kind: 'invitation.accept' }, 6]],
  ['joining by no link', [mallory, { kind: 'group.join', invite: 'x'.repeat(22) }, 6]],
  [
    'a role for somebody who is not there',
    [alice, { kind: 'member.role', user: bob, role: 'owner' }, 6],
  ],
  [
    'a report from outside',
    [bob, { kind: 'message.report', message: nthEntryId(2), reason: '' }, 0],
  ],
])('I5: %s is found', (_, step) => {
  expect(invariantsOf([...steps, step])).toContain('I5');
});

test('I11: a group without its one owner is found, with where it began', () => {
  const handed: Step = [alice, { kind: 'member.role', user: bob, role: 'owner' }, 6];
  expect(replayChats(historyOf([...steps, handed])).get(group)?.ownerless).toEqual([6]);
  const removal: Step = [alice, { kind: 'members.remove', user: alice }, 6];
  expect(invariantsOf([...steps, removal])).toContain('I11');
});

test('I12: an event that a device shows otherwise is found', () => {
  const other = [...whole.slice(0, 3), shown(4, alice, 'event', lineOfEvent({ type: 'settings' }))];
  expect(invariantsOf(steps, view(alice, [...other, ...whole.slice(4)]))).toEqual(['I12']);
});

test('I10: what a deleted group held is nowhere, and after its end nothing is accepted', () => {
  const deletion: Step = [alice, { kind: 'group.delete' }, 0];
  const gone: EntryId = nthEntryId(6);
  const ended = [...steps, deletion];
  expect(historyOf(ended).rows.at(-1)?.entryId).toBe(gone);
  expect(invariantsOf(ended, view(alice, []), view(undefined, []))).toEqual([]);
  expect(invariantsOf(ended, view(alice, whole))).toContain('I10');
  const places = new Map([['rows', 'canary-one']]);
  expect(checkErased(historyOf(ended), places).map(({ invariant }) => invariant)).toEqual(['I10']);
  const late: Step = [alice, { kind: 'message.send', text: 'x', writtenAt: 1 }, 6];
  expect(invariantsOf([...ended, late])).toContain('I5');
});

test('a group that its last member left has ended, whoever was invited', () => {
  const leaving: Step = [alice, { kind: 'member.leave' }, 6];
  const chat = replayChats(historyOf([...steps, leaving])).get(group);
  expect(chat?.isEnded).toBe(true);
  expect(chat?.ownerless).toEqual([]);
});
