import { intentKinds } from '@jibber/schema/intents/registry';
import { frameExamples } from '@jibber/schema/testkit/frame-examples';
import { expect, test } from 'vitest';
import { frameTarget } from './frame-target.ts';
import { type FuzzTarget, fuzz, stallMs } from './fuzz-target.ts';
import { groupTarget } from './group-target.ts';
import { intentTarget } from './intent-target.ts';

function run(targets: readonly FuzzTarget[], steps: number, seed: number | string) {
  return fuzz({
    seed,
    targets,
    goOn: (done) => done < steps,
    progress: (done) => done / steps,
  });
}

const reached = [
  { target: frameTarget, outcomes: ['malformed', ...Object.keys(frameExamples)] },
  {
    target: intentTarget,
    outcomes: [
      'chat.open',
      'message.send',
      'message.edit',
      'message.delete',
      'chat-not-found',
      'malformed',
      'message-not-found',
      'text-empty',
      'text-too-long',
      'too-many-edits',
      'unknown-kind',
    ],
  },
  {
    target: groupTarget,
    outcomes: [
      ...intentKinds.filter((kind) => kind !== 'chat.open'),
      'chat-not-found',
      'invite-not-found',
      'malformed',
      'member-not-found',
      'message-not-found',
      'no-change',
      'not-allowed',
    ],
  },
];

test.each(reached)('$target.name: no crash, no stall, memory flat', ({ target, outcomes }) => {
  // A failure names its step, and the seed with it.
  const report = run([target], 60, process.env.SEED ?? `${Date.now()}`);
  expect(report.slowestMs).toBeLessThan(stallMs);
  expect([...report.outcomes.keys()]).toEqual(expect.arrayContaining(outcomes));
});

test('the same seed gives the same inputs', () => {
  const seen: string[][] = [[], []];
  for (const list of seen) {
    const spy: FuzzTarget = {
      name: 'spy',
      // Beside `measure`, which repeats what took long.
      step: (random) => list.push(`${random.name} ${random.bits()}`),
    };
    run([spy], 3, 7);
  }
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.length).toBe(3);
});

test('a crash and a stall are found, with the step that replays them', () => {
  const crash: FuzzTarget = {
    name: 'crash',
    step() {
      throw new Error('boom');
    },
  };
  expect(() => run([crash], 3, 7)).toThrow('step 7/crash/0 failed');
  const stall: FuzzTarget = {
    name: 'stall',
    step(_, probe) {
      probe.measure(() => {
        const before = process.cpuUsage();
        while (process.cpuUsage(before).user < (stallMs + 5) * 1000);
      });
    },
  };
  expect(() => run([stall], 1, 7)).toThrow('step 7/stall/0 failed');
});

test('memory that grows is found', () => {
  const kept: Uint8Array[] = [];
  const leak: FuzzTarget = {
    name: 'leak',
    step: () => kept.push(new Uint8Array(4 * 1024 * 1024)),
  };
  expect(() => run([leak], 12, 7)).toThrow(/memory grew by \d+ bytes/);
});
