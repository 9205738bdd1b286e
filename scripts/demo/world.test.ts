import { expect, test } from 'vitest';
import { makeWorld } from './world.ts';

const options = { people: 12, chats: 20, messages: 500, seed: 3, until: 1_800_000_000_000 };

test('the same options make the same world', () => {
  expect(makeWorld(options)).toEqual(makeWorld(options));
  expect(makeWorld({ ...options, seed: 4 })).not.toEqual(makeWorld(options));
});

test('there are as many people, chats and messages as were asked for', () => {
  const world = makeWorld(options);
  expect(world.people).toHaveLength(12);
  expect(world.chats).toHaveLength(20);
  expect(world.chats.flatMap(({ messages }) => messages)).toHaveLength(500);
});

test('two people have one chat at most, and only they write in it', () => {
  const world = makeWorld(options);
  expect(new Set(world.chats.map(({ members }) => members.join(' '))).size).toBe(20);
  for (const { members, messages } of world.chats) {
    for (const { author } of messages) expect(members).toContain(author);
  }
});

test('time only goes forward within a chat, up to the moment that was given', () => {
  for (const { messages } of makeWorld(options).chats) {
    const times = messages.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBeLessThanOrEqual(options.until);
  }
});

test('a group has an owner who is in it, and only members write in it', () => {
  const { groups } = makeWorld({ ...options, groups: 3 });
  expect(groups).toHaveLength(3);
  for (const { title, members, messages } of groups) {
    expect(title).not.toBe('');
    expect(new Set(members).size).toBe(members.length);
    for (const { author } of messages) expect(members).toContain(author);
    const times = messages.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
});

test('nothing is left to be filled in', () => {
  for (const { messages } of makeWorld({ ...options, messages: 3000 }).chats) {
    for (const { text } of messages) expect(text).not.toMatch(/[{}]/);
  }
});
