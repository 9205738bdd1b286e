/**
 * `npm run bench -- catchup [--database postgres|pglite] [--messages N]`: how long a device that
 * connects waits until it is up to date, what goes over its socket, and what the database is asked.
 * Histories are written once through the core in full batches, outside what is timed. First screen:
 * from hello to chat document and newest segment, whole.
 */
import { parseArgs } from 'node:util';
import type { ChatId, HistoryId } from '@jibber/schema/ids';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { startDatabase } from './load/bench-database.ts';
import { type CatchUpOptions, type CaughtUp, catchUp } from './load/catching-up.ts';
import { ServerProcess } from './load/server-process.ts';
import { pinProcess } from './pinning.ts';

const repeats = 7;
const chats = 200;
const behind = 1000;
const shortChat = 1000;
const firstScreenAimMs = 300;
const nothingNewAimBytes = 8000;
/** "The same for both", on a machine where the same thing twice differs by as much. */
const sameWithin = 1.5;

export const run: Benchmark = async ({ args, say }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', default: 'postgres' },
      messages: { type: 'string', default: '100000' },
    },
  });
  const longChat = Number(values.messages);
  const services = await startRun();
  try {
    const kind = values.database === 'pglite' ? 'pglite' : 'postgres';
    const database = await startDatabase(services, kind);
    pinProcess(1, process.pid);
    const server = await ServerProcess.start(services, 'jibber-process.ts', database);
    say(`writing chats of ${shortChat} and ${longChat} messages, and ${chats} more`);
    const world = await makeWorld(server, longChat);
    const measure = new Measure(server);
    for (const [name, person, chatId] of [
      ['short', world.short.token, world.short.chatId],
      ['long', world.long.token, world.long.chatId],
    ] as const) {
      say(`a new device, ${name} chat`);
      const fresh = { token: person, cursors: [], historyId: undefined, receiptsRevision: 0 };
      await measure.repeat(`${name}Screen`, { ...fresh, goal: { kind: 'screen', chatId } });
      await measure.repeat(`${name}Whole`, { ...fresh, goal: { kind: 'whole', chatId } });
    }
    say('nothing new');
    const first = await connectOnce(server, world.crowded);
    await measure.repeat('nothingNew', {
      ...cameBack(world.crowded, first),
      goal: { kind: 'told' },
    });
    say(`${behind} messages behind`);
    await measure.repeat('behind', {
      ...cameBack(world.long.token, await connectOnce(server, world.long.token)),
      cursors: [{ chatId: world.long.chatId, head: longChat + 1 - behind, behind: [] }],
      goal: { kind: 'missed' },
    });
    await server.stop();
    const { metrics } = measure;
    const ratios = { longToShortScreen: ratio(metrics.longScreenMs, metrics.shortScreenMs) };
    return { metrics, ratios, missedAims: missedAims(metrics, ratios.longToShortScreen) };
  } finally {
    await services.stop();
  }
};

type World = {
  readonly short: { readonly token: string; readonly chatId: ChatId };
  readonly long: { readonly token: string; readonly chatId: ChatId };
  /** Token of somebody with many chats. */
  readonly crowded: string;
};

async function makeWorld(server: ServerProcess, longChat: number): Promise<World> {
  const people = await server.ask('makePeople', { count: 5 + chats });
  const short = await server.ask('fillChat', { pair: [0, 1], messages: shortChat });
  const long = await server.ask('fillChat', { pair: [2, 3], messages: longChat });
  const pairs = Array.from({ length: chats }, (_, chat): [number, number] => [4, 5 + chat]);
  await server.ask('openChats', { pairs });
  const tokenOf = (place: number) => {
    const person = people[place];
    if (person === undefined) throw new Error(`nobody is number ${place}`);
    return person.token;
  };
  return {
    short: { token: tokenOf(0), chatId: short },
    long: { token: tokenOf(2), chatId: long },
    crowded: tokenOf(4),
  };
}

function connectOnce(server: ServerProcess, token: string): Promise<CaughtUp> {
  const nothing = { cursors: [], historyId: undefined, receiptsRevision: 0 };
  return catchUp({ port: server.port, token, ...nothing, goal: { kind: 'told' } });
}

/** What a device says that holds everything it was told. */
function cameBack(token: string, held: CaughtUp): Omit<CatchUpOptions, 'goal' | 'port'> {
  const historyId: HistoryId = held.historyId;
  const cursors = held.heads.map(({ chatId, head }) => ({ chatId, head, behind: [] }));
  return { token, cursors, historyId, receiptsRevision: held.receiptsRevision };
}

class Measure {
  readonly metrics: Record<string, Measurement> = {};
  readonly #server: ServerProcess;

  constructor(server: ServerProcess) {
    this.#server = server;
  }

  async repeat(name: string, options: Omit<CatchUpOptions, 'port'>): Promise<void> {
    const all = { port: this.#server.port, ...options };
    await catchUp(all);
    const tookMs: number[] = [];
    const bytes: number[] = [];
    const queries: number[] = [];
    const cpuMs: number[] = [];
    while (tookMs.length < repeats) {
      const before = await this.#server.usage();
      const caughtUp = await catchUp(all);
      const after = await this.#server.usage();
      tookMs.push(caughtUp.tookMs);
      bytes.push(caughtUp.bytes);
      // The handshake asks once whose session it is, before the hello.
      queries.push(after.statements - before.statements - 1);
      cpuMs.push(after.cpuMs - before.cpuMs);
    }
    this.metrics[`${name}Ms`] = summarise(tookMs);
    this.metrics[`${name}Bytes`] = summarise(bytes);
    this.metrics[`${name}Queries`] = summarise(queries);
    this.metrics[`${name}CpuMs`] = summarise(cpuMs);
  }
}

function ratio(one: Measurement | undefined, other: Measurement | undefined): number {
  return (one?.median ?? Number.NaN) / (other?.median ?? Number.NaN);
}

function missedAims(metrics: Record<string, Measurement>, longToShort: number): string[] {
  const missed: string[] = [];
  const check = (name: string, most: number) => {
    const value = metrics[name]?.median ?? Number.NaN;
    if (!(value <= most)) missed.push(`${name} ${value.toFixed(1)} > ${most}`);
  };
  check('nothingNewBytes', nothingNewAimBytes);
  check('nothingNewQueries', 1);
  check('shortScreenMs', firstScreenAimMs);
  check('longScreenMs', firstScreenAimMs);
  if (!(longToShort <= sameWithin)) missed.push('first screen is not the same for both');
  return missed;
}
