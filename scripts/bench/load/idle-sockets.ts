/**
 * What a connected device that says nothing costs in memory: the slope of the server's resident size
 * over batches of sockets, each of a person of his own with one chat, after a collection.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Measurement, summarise } from '../benchmark.ts';
import { makeEach } from './crowd.ts';
import { LoadDevice } from './load-device.ts';
import type { BenchPerson } from './requests.ts';
import type { ServerProcess } from './server-process.ts';

const batches = 6;
const socketsPerBatch = 300;
/** What a server does once a socket is there is over by then. */
const settleMs = 300;

/** Makes the people; ask for it before, of another process, so that nothing of it is measured. */
export async function makeIdlePeople(
  server: ServerProcess,
  madeBefore: number,
): Promise<readonly BenchPerson[]> {
  const count = batches * socketsPerBatch;
  const people = await server.ask('makePeople', { count });
  const pairs = Array.from({ length: count / 2 }, (_, chat): [number, number] => [
    madeBefore + 2 * chat,
    madeBefore + 2 * chat + 1,
  ]);
  await server.ask('openChats', { pairs });
  return people;
}

/** @param server a process that has done nothing yet */
export async function measureIdleSockets(
  server: ServerProcess,
  people: readonly BenchPerson[],
): Promise<Measurement> {
  const devices: LoadDevice[] = [];
  const perSocketKiB: number[] = [];
  let residentKiB = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const opened = await makeEach(socketsPerBatch, (place) => {
      const person = people[devices.length + place];
      if (person === undefined) throw new Error('nobody is left');
      return LoadDevice.greeted(server.port, person.token);
    });
    devices.push(...opened);
    await delay(settleMs);
    const usage = await server.usage({ collect: true });
    // The first batch fills what the process had free, and is not counted.
    if (batch > 0) perSocketKiB.push((usage.residentKiB - residentKiB) / socketsPerBatch);
    residentKiB = usage.residentKiB;
  }
  for (const device of devices) device.close();
  return summarise(perSocketKiB);
}
