/** What somebody learns, and costs, who guesses at accounts and passwords. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../server.ts';
import { Browser, startTestServer } from '../testkit/test-server.ts';

let server: RunningServer;
/** One that lets everybody guess. */
let patient: RunningServer;

beforeAll(async () => {
  server = await startTestServer({ SIGN_INS_PER_ACCOUNT: '5' });
  patient = await startTestServer();
});

afterAll(async () => {
  await server.stop();
  await patient.stop();
});

/** `ENUMERATION_SAMPLES=200 npx vitest run …` looks more closely. */
const samples = Number(process.env.ENUMERATION_SAMPLES ?? 40);
const toleratedShare = samples >= 200 ? 0.1 : 0.15;
/** A difference that is there shows every time; one that this machine's other work makes does not. */
const rounds = 3;

test('a wrong password and an unknown account take the same time and the same words', {
  timeout: 300_000,
}, async () => {
  const { address } = await new Browser(patient).createAccount('Alice');
  const mallory = new Browser(patient);
  const answers = new Set<string>();
  const guess = async (at: string): Promise<number> => {
    const startedAtMs = performance.now();
    const answer = await mallory.post('/api/session', { address: at, password: 'wrong horse' });
    const tookMs = performance.now() - startedAtMs;
    const headers = [...answer.headers].filter(([name]) => name !== 'date');
    answers.add(JSON.stringify([answer.status, answer.body, headers]));
    return tookMs;
  };
  const differences: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wrongMs: number[] = [];
    const unknownMs: number[] = [];
    // In turn, so that whatever else this machine does falls on both.
    for (let sample = 0; sample < samples; sample += 1) {
      wrongMs.push(await guess(address));
      unknownMs.push(await guess(`nobody${sample}@example.org`));
    }
    const wrong = medianOf(wrongMs);
    differences.push(Math.abs(wrong - medianOf(unknownMs)) / wrong);
    if ((differences.at(-1) ?? 1) < toleratedShare) break;
  }
  expect(answers.size).toBe(1);
  expect(Math.min(...differences), `of ${differences.join(', ')}`).toBeLessThan(toleratedShare);
});

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test('Mallory guesses from many addresses; Alice still gets in where she was before', async () => {
  const alice = new Browser(server);
  const form = await alice.createAccount('Alice');
  const right = { address: form.address, password: form.password };
  await alice.ask('DELETE', '/api/session');

  const codes: unknown[] = [];
  for (let index = 0; index < 10; index += 1) {
    const guess = { address: form.address, password: `guess number ${index}` };
    const mallory = { 'x-forwarded-for': `198.51.100.${index}` };
    codes.push((await new Browser(server).post('/api/session', guess, mallory)).status);
  }
  expect(codes).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429]);

  expect(await new Browser(server).post('/api/session', right)).toMatchObject({
    status: 429,
    body: { code: 'too-many-requests' },
  });
  expect(await alice.post('/api/session', right)).toMatchObject({ status: 200 });
});

test('of a flood of guesses the most are turned away at once, and everybody gets an answer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      new Browser(server).post('/api/session', {
        address: `nobody${index}@example.org`,
        password: 'wrong horse',
      }),
    ),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([401, 503]);
  expect(answers.find(({ status }) => status === 503)?.body).toEqual({ code: 'busy' });
});
