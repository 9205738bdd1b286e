/**
 * Memory of the page after everything that can be collected was: with a list of 200 chats, with a
 * chat of 10,000 messages open, and after 50 switches of chats; bytes on the disk per message.
 * What the first look into each of the ten chats brings for good (compiled code, the documents of
 * chats seen last) is told apart from what every further switch leaves behind.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from '../services/browser.ts';
import { startRun } from '../services/run.ts';
import { type Benchmark, type Measurement, summarise } from './benchmark.ts';
import { signInAndSync, waitForQuiet } from './browser/device.ts';
import { heapBytes, listPaintedMs, openChatMs, preparePage } from './browser/page-measures.ts';
import { startPrepared, worldOf } from './browser/prepared-server.ts';

const repeats = 5;
const chats = 200;
const long = 10_000;
const megabyte = 1024 * 1024;

export const run: Benchmark = async ({ say }) => {
  const services = await startRun();
  try {
    const world = worldOf(chats - 1, [long]);
    const server = await startPrepared(services, world, say);
    const browser = await launchBrowser(services);
    const { page } = browser;
    await preparePage(page);
    await signInAndSync(page, server, chats);
    const names = server.people.slice(1, 11).map(({ name }) => name);
    const session = await browser.context.newCDPSession(page);
    const taken = new Map<string, number[]>();
    const note = (name: string, value: number) =>
      taken.set(name, [...(taken.get(name) ?? []), value]);
    for (let round = 0; round < repeats; round += 1) {
      await page.goto(server.origin);
      await listPaintedMs(page);
      await waitForQuiet(page);
      note('listMB', (await heapBytes(session)) / megabyte);
      await openChatMs(page, names[0] ?? '');
      await waitForQuiet(page);
      const opened = await heapBytes(session);
      note('longChatMB', opened / megabyte);
      const switched = async (count: number): Promise<number> => {
        for (let turn = 1; turn <= count; turn += 1) {
          await openChatMs(page, names[turn % names.length] ?? '');
        }
        await waitForQuiet(page);
        return heapBytes(session);
      };
      // A multiple of their number ends at the long chat again.
      const seen = await switched(names.length);
      note('firstLooksPercent', (seen / opened - 1) * 100);
      note('growthAfter50SwitchesPercent', ((await switched(50)) / seen - 1) * 100);
    }
    const stored = await storedBytes(page);
    const held = world.chats.flatMap(({ messages }) => messages);
    const texts = held.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    const metrics: Record<string, number | Measurement> = {
      storedBytesPerMessage: stored / held.length,
      textBytesPerMessage: texts / held.length,
    };
    for (const [name, values] of taken) metrics[name] = summarise(values);
    const missedAims: string[] = [];
    const above = (name: string, aim: number) => {
      const value = summarise(taken.get(name) ?? []).median;
      if (value > aim) missedAims.push(`${name} ${value.toFixed(1)} > ${aim}`);
    };
    above('listMB', 25);
    above('longChatMB', 45);
    above('growthAfter50SwitchesPercent', 5);
    if (stored > 3 * texts) missedAims.push(`stored ${(stored / texts).toFixed(1)}x text > 3x`);
    return { metrics, ratios: { storedToText: stored / texts }, missedAims };
  } finally {
    await services.stop();
  }
};

/** Bytes of all records of the local database: keys and values as they are encoded, without slack. */
async function storedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const settle = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message));
      });
    let bytes = 0;
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await settle(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const records: unknown[] = await settle(
          database.transaction(store).objectStore(store).getAll(),
        );
        for (const record of records) {
          bytes += JSON.stringify(record, (_, value: unknown) => {
            if (!(value instanceof Uint8Array)) return value;
            bytes += value.length;
            return 0;
          }).length;
        }
      }
      database.close();
    }
    return bytes;
  });
}
