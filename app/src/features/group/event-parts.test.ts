import type { GroupEvent } from '@jibber/schema/document/group';
import { type UserId, userId } from '@jibber/schema/ids';
import { expect, test } from 'vitest';
import { joinParts, splitEvent } from './event-parts.ts';

const names = ['Alice', 'Bob', 'Carol', 'Dave', 'Erin', 'Frank'];
const people = names.map((_, n) => userId(`0193a1b2-0000-7000-8000-00000000000${n + 1}`));

function person(name: string): UserId {
  const found = people[names.indexOf(name)];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function nameFor(me: UserId): (user: UserId) => string {
  return (user) => (user === me ? 'you' : (names[people.indexOf(user)] ?? 'nobody'));
}

/** As the reader reads it. */
function read(event: GroupEvent | undefined, actor: string, reader: string): string {
  const me = person(reader);
  return joinParts(splitEvent(event, person(actor), me), nameFor(me));
}

const added = (...users: string[]): GroupEvent => ({
  type: 'added',
  users: users.map(person),
  invited: [],
});

test.each<[GroupEvent | undefined, string, string, string]>([
  [{ type: 'created', title: 'Sailing' }, 'Alice', 'Bob', 'Alice created the group “Sailing”'],
  [{ type: 'created', title: 'Sailing' }, 'Alice', 'Alice', 'You created the group “Sailing”'],
  [added('Bob'), 'Alice', 'Carol', 'Alice added Bob'],
  [added('Bob', 'Carol'), 'Alice', 'Dave', 'Alice added Bob and Carol'],
  [added('Bob', 'Carol'), 'Alice', 'Carol', 'Alice added you and Bob'],
  [added('Bob', 'Carol', 'Dave'), 'Alice', 'Alice', 'You added Bob, Carol, and Dave'],
  [
    added('Bob', 'Carol', 'Dave', 'Erin', 'Frank'),
    'Alice',
    'Alice',
    'You added Bob, Carol, and 3 others',
  ],
  [{ type: 'added', users: [], invited: [person('Bob')] }, 'Alice', 'Carol', 'Alice invited Bob'],
  [
    { type: 'added', users: [person('Bob')], invited: [person('Carol')] },
    'Alice',
    'Alice',
    'You added Bob and invited Carol',
  ],
  [{ type: 'removed', user: person('Bob') }, 'Alice', 'Bob', 'Alice removed you'],
  [{ type: 'removed', user: person('Bob') }, 'Alice', 'Alice', 'You removed Bob'],
  [{ type: 'left' }, 'Alice', 'Bob', 'Alice left the group'],
  [
    { type: 'left', owner: person('Bob') },
    'Alice',
    'Bob',
    'Alice left the group. You are the owner now',
  ],
  [
    { type: 'role', user: person('Bob'), role: 'administrator' },
    'Alice',
    'Bob',
    'Alice made you administrator',
  ],
  [
    { type: 'role', user: person('Bob'), role: 'member' },
    'Bob',
    'Alice',
    'Bob is no administrator any more',
  ],
  [
    { type: 'role', user: person('Bob'), role: 'owner' },
    'Alice',
    'Carol',
    'Alice handed the group over to Bob',
  ],
  [{ type: 'renamed', title: 'Rowing' }, 'Alice', 'Bob', 'Alice named the group “Rowing”'],
  [{ type: 'settings' }, 'Alice', 'Alice', 'You changed who may do what here'],
  [
    { type: 'joined', by: person('Alice'), way: 'link' },
    'Bob',
    'Carol',
    'Bob joined by a link from Alice',
  ],
  [{ type: 'joined', by: person('Alice'), way: 'link' }, 'Bob', 'Alice', 'Bob joined by your link'],
  [
    { type: 'joined', by: person('Alice'), way: 'invitation' },
    'Bob',
    'Bob',
    'You accepted the invitation from Alice',
  ],
  [{ type: 'asked' }, 'Bob', 'Alice', 'Bob asked to join'],
  [{ type: 'admitted', user: person('Bob') }, 'Alice', 'Bob', 'Alice let you in'],
  [undefined, 'Alice', 'Bob', 'Something happened here that needs a newer version of the app.'],
])('%o by %s reads for %s as “%s”', (event, actor, reader, sentence) => {
  expect(read(event, actor, reader)).toBe(sentence);
});

test('everybody who is named can be tapped, and those who are counted are all there', () => {
  const parts = splitEvent(
    added('Bob', 'Carol', 'Dave', 'Erin', 'Frank'),
    person('Alice'),
    person('Bob'),
  );
  expect(parts.filter((part) => part.kind === 'person').map((part) => part.userId)).toEqual(
    ['Alice', 'Bob', 'Carol'].map(person),
  );
  expect(parts.find((part) => part.kind === 'others')).toEqual({
    kind: 'others',
    count: 3,
    all: ['Bob', 'Carol', 'Dave', 'Erin', 'Frank'].map(person),
  });
});

test('a title that looks like a placeholder is a title', () => {
  expect(read({ type: 'renamed', title: '{actor} \ue000' }, 'Alice', 'Bob')).toBe(
    'Alice named the group “{actor} \ue000”',
  );
});
