/**
 * A group whose members are all connected, each by a device of his own. Invariant: what is measured
 * ends when the last of them has it, and a refusal fails the benchmark.
 */
import { type ChatId, chatId, type EntryId, type UserId } from '@jibber/schema/ids';
import { type Intent, stringifyIntent } from '@jibber/schema/intents/registry';
import { limits } from '@jibber/schema/limits';
import { uuidv7 } from 'uuidv7';
import { makeEach } from './crowd.ts';
import { LoadDevice, newEntryId } from './load-device.ts';
import { within } from './pace.ts';
import type { BenchPerson } from './requests.ts';
import type { ServerProcess } from './server-process.ts';

export class GroupCrowd {
  readonly chatId: ChatId = chatId(`g${uuidv7()}`);
  readonly #people: readonly BenchPerson[];
  readonly #devices: readonly LoadDevice[];
  /** Devices that have heard of the group. */
  readonly #members = new Set<LoadDevice>();
  /** Rows that devices are waited for to have: by entry, how many lack it. */
  readonly #awaited = new Map<EntryId, { left: number; readonly done: () => void }>();
  #answered: ((answer: string) => void) | undefined;
  #joined: { readonly count: number; readonly done: () => void } | undefined;

  /** @param people the first is the owner, and shares a private chat with each of the others */
  static async connect(server: ServerProcess, people: readonly BenchPerson[]): Promise<GroupCrowd> {
    const devices = await makeEach(people.length, (place) => {
      const person = people[place];
      if (person === undefined) throw new Error('nobody is left');
      return LoadDevice.greeted(server.port, person.token);
    });
    return new GroupCrowd(people, devices);
  }

  private constructor(people: readonly BenchPerson[], devices: readonly LoadDevice[]) {
    this.#people = people;
    this.#devices = devices;
    for (const device of devices) this.#listen(device);
  }

  /** @returns ms until the owner has his answer */
  create(): Promise<number> {
    return timed(async () => {
      await this.#ask({ kind: 'group.create', title: 'Bench', users: [], writtenAt: Date.now() });
    });
  }

  /** @returns ms until each of the others has heard of the group */
  addAll(): Promise<number> {
    return timed(async () => {
      const others = this.#people.slice(1).map(({ userId }): UserId => userId);
      const count = this.#people.length;
      const joined = new Promise<void>((resolve) => {
        this.#joined = { count, done: resolve };
      });
      for (let from = 0; from < others.length; from += limits.usersPerIntent) {
        await this.#ask({
          kind: 'members.add',
          users: others.slice(from, from + limits.usersPerIntent),
        });
      }
      await within(() => `all members, but ${this.#members.size} of ${count}`, joined);
    });
  }

  /** @returns ms until every device has it */
  async tellAll(intent: Intent): Promise<number> {
    return timed(async () => {
      const entryId = newEntryId();
      const shown = new Promise<void>((resolve) => {
        this.#awaited.set(entryId, { left: this.#devices.length, done: resolve });
      });
      this.#send(entryId, intent);
      await within(() => 'a row on every device', shown);
      this.#awaited.delete(entryId);
    });
  }

  close(): void {
    for (const device of this.#devices) device.close();
  }

  #listen(device: LoadDevice): void {
    device.onMessage = (frames) => {
      for (const frame of frames) {
        if (frame.type === 'answers') {
          for (const answer of frame.answers) {
            this.#answered?.(answer.outcome === 'accepted' ? 'accepted' : answer.code);
          }
        } else if (frame.type === 'chats') {
          if (frame.heads.some(({ chatId: each }) => each === this.chatId)) this.#join(device);
        } else if (frame.type === 'rows' && frame.chatId === this.chatId) {
          for (const { entryId } of frame.rows) this.#shown(entryId);
        }
      }
    };
  }

  #join(device: LoadDevice): void {
    this.#members.add(device);
    if (this.#members.size === this.#joined?.count) this.#joined.done();
  }

  #shown(entryId: EntryId): void {
    const awaited = this.#awaited.get(entryId);
    if (awaited === undefined) return;
    awaited.left -= 1;
    if (awaited.left === 0) awaited.done();
  }

  async #ask(intent: Intent): Promise<void> {
    const answered = new Promise<string>((resolve) => {
      this.#answered = resolve;
    });
    this.#send(newEntryId(), intent);
    const answer = await within(() => `an answer to ${intent.kind}`, answered);
    if (answer !== 'accepted') throw new Error(`${intent.kind} was answered ${answer}`);
  }

  #send(entryId: EntryId, intent: Intent): void {
    const entry = { entryId, scope: this.chatId, after: undefined };
    this.#devices[0]?.tell({
      type: 'send',
      entries: [{ ...entry, intent: stringifyIntent(intent) }],
    });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
