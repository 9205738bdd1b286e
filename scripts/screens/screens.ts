/**
 * `npm run screens -- --out DIR [--only NAME]`: drives the built app against a real server and writes
 * each screen in each of its states, light and dark, on a phone and on a desk, and one contact sheet
 * per screen. Invariant: nothing is drawn for the picture; whatever is shown happened.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startServer } from '../../app/e2e/support/server.ts';
import { makeWorld } from '../demo/world.ts';
import { writeWorld } from '../demo/write-world.ts';
import { startRun } from '../services/run.ts';
import { buildApp } from '../setup/app-build.mjs';
import { accountScenes } from './account-scenes.ts';
import { chatScenes } from './chat-scenes.ts';
import { writeContactSheets } from './contact-sheet.ts';
import { deviceScenes } from './device-scenes.ts';
import { groupScenes } from './group-scenes.ts';
import { forms, openStage, type Scene } from './stage.ts';
import { updateScenes } from './update-scenes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scenes: readonly Scene[] = [
  ...accountScenes,
  ...chatScenes,
  ...groupScenes,
  ...deviceScenes,
  ...updateScenes,
];

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'screens' }, only: { type: 'string' } },
});
const folder = resolve(root, values.out);
const chosen = scenes.filter((scene) => values.only === undefined || scene.name === values.only);
if (chosen.length === 0) {
  throw new Error(`No such screen. There are: ${scenes.map((scene) => scene.name).join(', ')}`);
}

const run = await startRun();
const failures: string[] = [];
try {
  await buildApp(root);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const world = makeWorld({
    people: 24,
    chats: 30,
    messages: 6000,
    groups: 3,
    seed: 7,
    until: Date.now() - 120_000,
  });
  const server = await startServer(run, {
    fill: (database) => writeWorld(database, world, (line) => console.log(line)),
  });
  for (const scene of chosen) {
    for (const form of forms) {
      const stage = await openStage({ run, server, world, form, folder, scene: scene.name });
      try {
        await scene.play(stage);
        failures.push(...stage.errors().map((error) => `${scene.name}, ${form.name}: ${error}`));
      } catch (error) {
        failures.push(`${scene.name}, ${form.name}: ${String(error)}`);
        await stage.shootFailure();
      } finally {
        await stage.close();
      }
    }
    console.log(`${scene.name}`);
  }
  await writeContactSheets(
    run,
    folder,
    chosen.map((scene) => scene.name),
  );
  console.log(`Written to ${join(folder)}`);
} finally {
  await run.stop();
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
