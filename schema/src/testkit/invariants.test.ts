import { describe, expect, test } from 'vitest';
import type { EntryId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import type { Deed, History, ShownMessage, StoredRow, View } from './history.ts';
import { checkAlways, checkErased, checkSettled } from './invariants.ts';
import { alice, aliceAndBob, bob, mallory, nthEntryId } from './people.ts';
import { replayChats } from './reference.ts';

const opening = nthEntryId(0);
const hello = nthEntryId(1);
const hi = nthEntryId(2);
const edit = nthEntryId(3);
const removal = nthEntryId(4);
const again = nthEntryId(5);

function deed(order: number, entryId: EntryId, author: UserId, intent: Intent): Deed {
  const device = author === alice ? 'alice1' : 'bob1';
  return { device, order, author, chatId: aliceAndBob, entryId, intent };
}

function row(position: number, entryId: EntryId, author: UserId, number: number): StoredRow {
  return { chatId: aliceAndBob, position, entryId, author, number };
}

/** Alice opens the chat, says hello and edits it; Bob says hi and deletes it; both open it again. */
const history: History = {
  deeds: [
    deed(1, opening, alice, { kind: 'chat.open', with: bob }),
    deed(2, hello, alice, { kind: 'message.send', text: 'canary-hello', writtenAt: 1 }),
    deed(3, hi, bob, { kind: 'message.send', text: 'canary-hi', writtenAt: 1 }),
    deed(4, edit, alice, { kind: 'message.edit', message: hello, text: 'canary-edited' }),
    deed(5, removal, bob, { kind: 'message.delete', message: hi }),
    deed(6, again, bob, { kind: 'chat.open', with: alice }),
  ],
  heard: [
    {
      device: 'alice1',
      author: alice,
      answer: { outcome: 'accepted', entryId: hello, position: 2, number: 1 },
    },
    {
      device: 'bob1',
      author: bob,
      answer: { outcome: 'accepted', entryId: again, position: 1, number: 0 },
    },
  ],
  rows: [
    row(2, hello, alice, 1),
    row(1, opening, alice, 0),
    row(3, hi, bob, 2),
    row(4, edit, alice, 0),
    row(5, removal, bob, 0),
  ],
};

const shownHello: ShownMessage = {
  id: hello,
  number: 1,
  author: alice,
  kind: 'message',
  text: 'canary-edited',
  isPending: false,
};
const shownHi: ShownMessage = {
  id: hi,
  number: 2,
  author: bob,
  kind: 'deleted',
  text: '',
  isPending: false,
};

function view(messages: readonly ShownMessage[], changes: Partial<View> = {}): View {
  return {
    name: 'bob1',
    userId: bob,
    chats: [{ chatId: aliceAndBob, messages, isWhole: true }],
    unsent: 0,
    pendingDocuments: [],
    ...changes,
  };
}

const good = view([shownHello, shownHi]);

function invariantsOf(changes: Partial<History>, views: readonly View[]): string[] {
  const found = checkSettled({ ...history, ...changes }, views);
  return [...new Set(found.map(({ invariant }) => invariant))].sort();
}

test('what must hold of a chat follows from its rows and deeds', () => {
  const chat = replayChats(history).get(aliceAndBob);
  expect([...(chat?.members ?? [])]).toEqual([alice, bob]);
  expect(chat?.messages).toEqual([
    { id: hello, number: 1, author: alice, kind: 'message', text: 'canary-edited' },
    { id: hi, number: 2, author: bob, kind: 'deleted', text: '', deletedBy: bob },
  ]);
});

test('a run in which everything held is accepted', () => {
  const database = view([shownHello, shownHi], { name: 'database', userId: undefined });
  const outsider = view([], { name: 'mallory1', userId: mallory, chats: [] });
  expect(checkSettled(history, [good, database, outsider])).toEqual([]);
});

test('a row that nobody did is a broken run', () => {
  const rows = [...history.rows, row(6, nthEntryId(66), mallory, 3)];
  expect(() => replayChats({ ...history, rows })).toThrow("nobody's doing");
  const stolen = history.rows.map((one) => (one.entryId === hello ? { ...one, author: bob } : one));
  expect(() => replayChats({ ...history, rows: stolen })).toThrow("nobody's doing");
});

describe('I1: nothing acknowledged is lost', () => {
  test('acknowledged and not stored', () => {
    const rows = history.rows.filter(({ position }) => position !== 2 && position < 4);
    expect(checkAlways({ ...history, rows }, []).map(({ invariant }) => invariant)).toContain('I1');
  });

  test('acknowledged at another place', () => {
    const answer = { outcome: 'accepted', entryId: hello, position: 3, number: 1 } as const;
    expect(invariantsOf({ heard: [{ device: 'alice1', author: alice, answer }] }, [good])).toEqual([
      'I1',
    ]);
  });

  test('a member without the chat', () => {
    expect(invariantsOf({}, [view([], { chats: [] })])).toEqual(['I1']);
  });

  test('somebody who is no member with the chat', () => {
    expect(invariantsOf({}, [view([shownHello, shownHi], { userId: mallory })])).toEqual(['I1']);
  });
});

describe('I2: everything happens and shows once', () => {
  test('accepted twice', () => {
    const rows = [...history.rows, row(6, hello, alice, 3)];
    expect(checkAlways({ ...history, rows }, [])[0]?.invariant).toBe('I2');
  });

  test('shown twice, once as pending', () => {
    const twice = view([shownHello, shownHi, { ...shownHello, isPending: true, number: 3 }]);
    expect(invariantsOf({}, [twice])).toContain('I2');
  });
});

describe('I3: one order without gaps', () => {
  test('a position or a number left out, or given twice', () => {
    for (const last of [row(7, again, bob, 3), row(6, again, bob, 4), row(5, again, bob, 3)]) {
      const rows = [...history.rows, last];
      const found = checkAlways({ ...history, rows, heard: [] }, []);
      expect(found.map(({ invariant }) => invariant)).toEqual(['I3']);
    }
  });

  test('numbers against the order of positions', () => {
    const swapped = [row(2, hello, alice, 2), row(3, hi, bob, 1)];
    const rows = [...history.rows.filter(({ number }) => number === 0), ...swapped];
    expect(checkAlways({ ...history, rows, heard: [] }, [])[0]?.invariant).toBe('I3');
  });

  test('a list with a gap, in another order, or not from the first on', () => {
    const partial = { chatId: aliceAndBob, messages: [shownHi], isWhole: false };
    expect(checkAlways(history, [view([], { chats: [partial] })])).toEqual([]);
    for (const messages of [[shownHi], [shownHi, shownHello]]) {
      expect(checkAlways(history, [view(messages)])[0]?.invariant).toBe('I3');
    }
  });

  test('a message under the number of another', () => {
    const wrong = view([
      { ...shownHi, number: 1 },
      { ...shownHello, number: 2 },
    ]);
    expect(checkAlways(history, [wrong])[0]?.invariant).toBe('I3');
  });

  test('a pending message that is not last', () => {
    const pending = { ...shownHello, id: again, isPending: true };
    const found = checkAlways(history, [view([pending, shownHello])]);
    expect(found.map(({ invariant }) => invariant)).toContain('I3');
  });
});

test('I1: who was taken out of a chat is not due what is in it, and must not be shown it', () => {
  const removals = [{ chatId: aliceAndBob, userId: bob }];
  const emptied = view([], { chats: [] });
  expect(invariantsOf({ removals }, [emptied])).toEqual([]);
  expect(invariantsOf({}, [emptied])).toEqual(['I1']);
  expect(invariantsOf({ removals }, [good])).toEqual(['I1']);
});

test('I4: what a device wrote first is not accepted after what it wrote later', () => {
  const deeds = history.deeds.map((one) => ({ ...one, order: 10 - (one.order ?? 0) }));
  expect(checkAlways({ ...history, deeds }, []).map(({ invariant }) => invariant)).toContain('I4');
  const unordered = deeds.map((one) => ({ ...one, order: undefined }));
  expect(checkAlways({ ...history, deeds: unordered }, [])).toEqual([]);
});

describe('I7: what is unknown is everywhere or nowhere', () => {
  test('refused and stored all the same', () => {
    const answer = { outcome: 'refused', entryId: hello, code: 'text-empty' } as const;
    expect(invariantsOf({ heard: [{ device: 'alice1', author: alice, answer }] }, [good])).toEqual([
      'I7',
    ]);
  });

  test('refused to one person and stored for another, who had the id first', () => {
    const answer = { outcome: 'refused', entryId: hello, code: 'entry-id-taken' } as const;
    expect(invariantsOf({ heard: [{ device: 'bob1', author: bob, answer }] }, [good])).toEqual([]);
  });

  test('shown on one device only, stored nowhere', () => {
    const ghost = { ...shownHello, id: again, number: 3, text: 'ghost' };
    expect(invariantsOf({}, [view([shownHello, shownHi, ghost])])).toContain('I7');
  });
});

test('I9: an outbox that does not empty is told', () => {
  expect(invariantsOf({}, [{ ...good, unsent: 2 }])).toEqual(['I9']);
});

describe('I10: what was deleted or replaced is nowhere', () => {
  test('deleted and replaced texts are found, standing ones are not looked for', () => {
    const places = new Map([
      ['table rows', 'x canary-hi y'],
      ['disk of bob1', 'canary-hello'],
      ['frames', 'canary-edited'],
    ]);
    expect(checkErased(history, places).map(({ message }) => message)).toEqual([
      'table rows still holds canary-hi',
      'disk of bob1 still holds canary-hello',
    ]);
    expect(checkErased(history, new Map([['frames', 'canary-edited']]))).toEqual([]);
  });

  test('what was never accepted was never there to be erased', () => {
    const rows = history.rows.filter(({ position }) => position < 4);
    expect(checkErased({ ...history, rows }, new Map([['a', 'canary-hi canary-edited']]))).toEqual(
      [],
    );
  });
});

describe('I12: the log, the database and every device hold the same', () => {
  test.each([
    ['another text', { ...shownHello, text: 'canary-hello' }],
    ['another author', { ...shownHello, author: bob }],
    ['a deletion that did not come', { ...shownHello, kind: 'deleted' as const, text: '' }],
    ['a value that cannot be read', { ...shownHello, kind: 'unknown' as const }],
    ['still pending', { ...shownHello, isPending: true }],
  ])('%s', (_, message) => {
    expect(invariantsOf({}, [view([message, shownHi])])).toContain('I12');
  });

  test('the last message missing', () => {
    expect(invariantsOf({}, [view([shownHello])])).toEqual(['I12']);
  });
});

test('I13: a document that waits for something is told', () => {
  expect(invariantsOf({}, [{ ...good, pendingDocuments: ['segment 0'] }])).toEqual(['I13']);
});
