import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alice, bob, carol, nthEntryId } from '../testkit/people.ts';
import { defaultSettings, type GroupEvent, readEvent, readGroupSettings } from './group.ts';
import { readSegmentEntry } from './values.ts';

/** One of each type; a new type is a type error here. */
const events: { readonly [Type in GroupEvent['type']]: Extract<GroupEvent, { type: Type }> } = {
  created: { type: 'created', title: 'Us' },
  added: { type: 'added', users: [alice, bob], invited: [carol] },
  removed: { type: 'removed', user: bob },
  left: { type: 'left', owner: bob },
  role: { type: 'role', user: bob, role: 'administrator' },
  renamed: { type: 'renamed', title: 'Us' },
  described: { type: 'described' },
  pictured: { type: 'pictured' },
  settings: { type: 'settings' },
  joined: { type: 'joined', by: bob, way: 'link' },
  asked: { type: 'asked' },
  admitted: { type: 'admitted', user: bob },
};
const all = Object.values(events).map((event) => [event.type, event] as const);

describe('an event', () => {
  test.each(all)(
    '%s is read as it was written, keys of newer versions are passed over',
    (_, event) => {
      expect(readEvent(event)).toEqual(event);
      expect(readEvent({ ...event, newer: { key: 1 } })).toEqual(event);
    },
  );

  test.each(all)('%s with a key missing or of another type is none', (_, event) => {
    for (const key of Object.keys(event)) {
      const rest = Object.fromEntries(Object.entries(event).filter(([name]) => name !== key));
      if (key === 'owner') expect(readEvent(rest)).toEqual({ type: 'left' });
      else expect(readEvent(rest)).toBeUndefined();
      for (const value of [null, 7, true, {}, ['x'], [null]]) {
        expect(readEvent({ ...event, [key]: value })).toBeUndefined();
      }
    }
  });

  test('of a type that this version does not know is none', () => {
    for (const type of ['pinned', '', 'toString', '__proto__', 7, null]) {
      expect(readEvent({ type, user: bob, title: 'x' })).toBeUndefined();
    }
  });

  test('that is none leaves its entry unknown, in its place', () => {
    const place = { id: nthEntryId(1), author: alice, at: 5 };
    expect(readSegmentEntry({ ...place, event: { type: 'pinned' } })).toEqual({ kind: 'unknown' });
    expect(readSegmentEntry({ ...place, event: events.asked })).toEqual({
      kind: 'event',
      ...place,
      event: events.asked,
    });
  });
});

describe('settings', () => {
  test('that nobody set are those of a new group', () => {
    for (const value of [undefined, null, 'all', [], {}, new Map()]) {
      expect(readGroupSettings(value)).toEqual(defaultSettings);
    }
  });

  test('G9: that this version does not know are read as the narrowest', () => {
    for (const value of ['nobody', 'Members', true, null, 7, ['members']]) {
      const settings = { write: value, add: value, change: value, history: value };
      expect(readGroupSettings(settings)).toEqual({
        write: 'administrators',
        add: 'administrators',
        change: 'administrators',
        history: 'none',
      });
    }
  });

  test('with keys of newer versions are read by those that are known', () => {
    const settings = { write: 'administrators', calls: 'nobody' };
    expect(readGroupSettings(settings)).toEqual({ ...defaultSettings, write: 'administrators' });
  });
});

test('no value makes a reader of groups throw, and what it reads it reads as the same again', () => {
  const values = fc.anything();
  const users = fc.oneof(fc.constantFrom<unknown>(alice, bob, 'x'), values);
  const almost = fc.record(
    {
      type: fc.oneof(fc.constantFrom<unknown>(...Object.keys(events)), values),
      title: fc.oneof(fc.string(), values),
      users: fc.oneof(fc.array(users, { maxLength: 3 }), values),
      invited: fc.oneof(fc.array(users, { maxLength: 3 }), values),
      user: users,
      owner: users,
      role: fc.constantFrom<unknown>('owner', 'member', 'guest', 7),
      by: users,
      way: fc.constantFrom<unknown>('link', 'invitation', 'door'),
    },
    { requiredKeys: [] },
  );
  const settings = fc.record(
    { write: values, add: values, change: values, history: values },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(values, almost), fc.oneof(values, settings), (event, claimed) => {
      const read = readEvent(event);
      if (read !== undefined) expect(readEvent(read)).toEqual(read);
      const set = readGroupSettings(claimed);
      expect(readGroupSettings(set)).toEqual(set);
    }),
    { numRuns: 500 },
  );
});
