/**
 * People, chats and messages to look around in, from a seed: the demo, the benchmarks and the
 * screens are made of the same. Pure: nothing is written here. Same options, same world.
 */
import { createRandom, type Random } from '@jibber/schema/testkit/random';
import { exchanges, fillings, groupNames, names } from './exchanges.ts';

export type WorldOptions = {
  readonly people: number;
  /** Private chats; the first person is in as many of them as there are people for. */
  readonly chats: number;
  /** Over all chats; the newest chats have most. */
  readonly messages: number;
  /** Groups beside them, of those that there are names for. */
  readonly groups?: number;
  readonly seed: number;
  /** The moment of the last message, ms. */
  readonly until: number;
};

export type WorldPerson = {
  readonly name: string;
  readonly handle: string;
  readonly address: string;
  readonly password: string;
};

export type WorldMessage = {
  /** Index into `people`. */
  readonly author: number;
  readonly text: string;
  readonly at: number;
};

export type WorldChat = {
  /** Indices into `people`; the same twice: notes to self. */
  readonly members: readonly [number, number];
  readonly messages: readonly WorldMessage[];
};

export type WorldGroup = {
  readonly title: string;
  readonly about: string;
  /** Indices into `people`; the first is the owner, the second an administrator. */
  readonly members: readonly number[];
  readonly messages: readonly WorldMessage[];
};

export type World = {
  readonly people: readonly WorldPerson[];
  readonly chats: readonly WorldChat[];
  readonly groups: readonly WorldGroup[];
};

const minuteMs = 60_000;
const messagesPerGroup = 60;

export function makeWorld(options: WorldOptions): World {
  const random = createRandom(options.seed);
  const people = Array.from({ length: options.people }, (_, index) => makePerson(index));
  const pairs = pickPairs(options.people, options.chats);
  const shares = shareOut(options.messages, pairs.length, random.fork('shares'));
  const chats = pairs.map((members, index) => ({
    members,
    messages: makeTalk(
      members,
      shares[index] ?? 0,
      options.until - index * 37 * minuteMs - random.below(20) * minuteMs,
      random.fork(`chat ${index}`),
    ),
  }));
  const groups = makeGroups(options, random.fork('groups'));
  return { people, chats, groups };
}

/** The owners are the first people in turn; whoever is in a group knows its owner. */
function makeGroups({ people, groups = 0, until }: WorldOptions, random: Random): WorldGroup[] {
  return groupNames.slice(0, groups).map(({ title, about, members: size }, index) => {
    const owner = index % 2;
    const others = Array.from({ length: people }, (_, person) => person).filter(
      (person) => person !== owner,
    );
    const members = [owner, ...others.slice(0, Math.max(1, size - 1))];
    const last = until - (index * 53 + 5) * minuteMs;
    const talks = Array.from({ length: messagesPerGroup / 4 }, (_, talk) => {
      const speakers = [random.pick(members), random.pick(members)] as const;
      return makeTalk(
        speakers,
        4,
        last - talk * 7 * 60 * minuteMs,
        random.fork(`${index} ${talk}`),
      );
    });
    const messages = talks.flat().sort((one, other) => one.at - other.at);
    return { title, about, members, messages };
  });
}

function makePerson(index: number): WorldPerson {
  const round = Math.floor(index / names.length);
  const base = names[index % names.length] ?? 'Someone';
  const handle = `demo_${(index + 1).toString().padStart(3, '0')}`;
  return {
    name: round === 0 ? base : `${base} ${round + 1}`,
    handle,
    address: `${handle}@example.org`,
    password: 'look around here',
  };
}

/** The first person meets everybody, then the second everybody he does not know, and so on. */
function pickPairs(people: number, chats: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let one = 0; one < people; one += 1) {
    for (let other = one + 1; other < people; other += 1) {
      if (pairs.length === chats) return pairs;
      pairs.push([one, other]);
    }
  }
  return pairs;
}

/** Unequal shares: the first chat has about half of all, the next half of the rest, all at least one. */
function shareOut(messages: number, chats: number, random: Random): number[] {
  if (chats === 0) return [];
  let left = Math.max(0, messages - chats);
  const shares = new Array<number>(chats).fill(Math.min(1, messages));
  for (let index = 0; index < chats; index += 1) {
    const share = index === chats - 1 ? left : Math.floor(left * (0.3 + random.below(30) / 100));
    shares[index] = (shares[index] ?? 0) + share;
    left -= share;
  }
  return shares;
}

/** Talks backwards from its last moment: quick within an exchange, hours between two. */
function makeTalk(
  [one, other]: readonly [number, number],
  count: number,
  until: number,
  random: Random,
): WorldMessage[] {
  const said: { author: number; text: string; gapMs: number }[] = [];
  while (said.length < count) {
    const exchange = random.pick(exchanges);
    const first = random.below(2);
    exchange.forEach((line, turn) => {
      said.push({
        author: (first + turn) % 2 === 0 ? one : other,
        text: fill(line, random),
        gapMs: turn === 0 ? random.between(40, 600) * minuteMs : random.between(1, 4) * minuteMs,
      });
    });
  }
  const talk = said.slice(0, count);
  let at = until;
  const times = talk.map(() => 0);
  for (let index = talk.length - 1; index >= 0; index -= 1) {
    times[index] = at;
    at -= talk[index]?.gapMs ?? 0;
  }
  return talk.map(({ author, text }, index) => ({ author, text, at: times[index] ?? until }));
}

function fill(line: string, random: Random): string {
  return line.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const choices = fillings[name];
    return choices === undefined ? whole : random.pick(choices);
  });
}
