import { errors } from '@jibber/schema/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConnectionEvent, type ConnectionState, step } from './connection-state.ts';

const live: ConnectionState = { status: 'live', failures: 3, openedAt: 1000 };

function run(state: ConnectionState, ...events: readonly ConnectionEvent[]) {
  let at = state;
  const effects: string[] = [];
  for (const event of events) {
    const next = step(at, event, 2000, 0.5);
    at = next.state;
    effects.push(...next.effects.map(({ type }) => type));
  }
  return { status: at.status, effects };
}

test('a connection opens, greets, catches up and is live', () => {
  const states: string[] = [];
  let state: ConnectionState = { status: 'stopped' };
  for (const type of ['start', 'opened', 'welcomed', 'caught-up'] as const) {
    state = step(state, { type }, 0, 0).state;
    states.push(state.status);
  }
  expect(states).toEqual(['connecting', 'greeting', 'updating', 'live']);
});

test('waits are a random part of a time that doubles up to 30 s', () => {
  let state: ConnectionState = { status: 'connecting', failures: 0 };
  const waits: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    const failed = step(state, { type: 'closed', code: 1006 }, 0, 0.999_999);
    for (const effect of failed.effects)
      if (effect.type === 'wait') waits.push(Math.round(effect.ms));
    state = step(failed.state, { type: 'due' }, 0, 0).state;
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  const lucky = step({ status: 'connecting', failures: 9 }, { type: 'closed', code: 1006 }, 0, 0);
  expect(lucky.effects).toEqual([{ type: 'wait', ms: 0 }]);
});

test('failures are forgotten only after a minute of a stable connection', () => {
  const closed: ConnectionEvent = { type: 'closed', code: 1006 };
  expect(step(live, closed, 60_999, 0).state).toEqual({ status: 'waiting', failures: 4 });
  expect(step(live, closed, 61_000, 0).state).toEqual({ status: 'waiting', failures: 1 });
});

test('a hint of a network ends the wait, and what failed before it does not count', () => {
  const closed: ConnectionEvent = { type: 'closed', code: 1006 };
  for (const status of ['waiting', 'connecting'] as const) {
    const hinted = step({ status, failures: 5 }, { type: 'hinted' }, 0, 0.5).state;
    // The system tells of a network a moment before it can be used.
    expect(step(hinted, closed, 0, 0.5)).toEqual({
      state: { status: 'waiting', failures: 1 },
      effects: [{ type: 'wait', ms: 500 }],
    });
  }
});

test('a hint of a network makes no second attempt beside one, and disturbs no connection', () => {
  expect(run({ status: 'waiting', failures: 5 }, { type: 'hinted' })).toEqual({
    status: 'connecting',
    effects: ['connect'],
  });
  expect(run(live, { type: 'hinted' })).toEqual({ status: 'live', effects: [] });
});

test('a socket that is not to be trusted is given up and another asked for at once', () => {
  expect(run(live, { type: 'doubted' })).toEqual({
    status: 'connecting',
    effects: ['disconnect', 'connect'],
  });
});

test('a drained node is left within its spread', () => {
  const drained = step(live, { type: 'drained', spreadMs: 5000 }, 0, 0.5);
  expect(drained).toEqual({ state: live, effects: [{ type: 'wait', ms: 2500 }] });
  expect(run(live, { type: 'due' })).toEqual({
    status: 'connecting',
    effects: ['disconnect', 'connect'],
  });
});

test('a final close code ends all tries until somebody starts anew', () => {
  for (const code of ['signed-out', 'session-ended', 'unknown-version'] as const) {
    const ended = step(live, { type: 'closed', code: errors[code].close }, 0, 0);
    expect(ended).toEqual({ state: { status: 'over', code }, effects: [{ type: 'end', code }] });
    const after = run(ended.state, { type: 'hinted' }, { type: 'due' }, { type: 'doubted' });
    expect(after).toEqual({ status: 'over', effects: [] });
    expect(run(ended.state, { type: 'start' }).effects).toEqual(['connect']);
  }
  for (const code of ['slow-reader', 'going-away', 'too-many-sockets', 'internal'] as const) {
    expect(step(live, { type: 'closed', code: errors[code].close }, 0, 0).state.status).toBe(
      'waiting',
    );
  }
});

test('whatever happens there is at most one socket, and none where there should be none', () => {
  const event = fc.oneof(
    fc.constantFrom<ConnectionEvent>(
      { type: 'start' },
      { type: 'stop' },
      { type: 'due' },
      { type: 'opened' },
      { type: 'welcomed' },
      { type: 'caught-up' },
      { type: 'doubted' },
      { type: 'failed' },
      { type: 'hinted' },
    ),
    fc.record({
      type: fc.constant('closed' as const),
      code: fc.constantFrom(1000, 1001, 1006, 4013, 4401),
    }),
    fc.record({ type: fc.constant('drained' as const), spreadMs: fc.nat(10_000) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), fc.nat(1000), (events, seed) => {
      let state: ConnectionState = { status: 'stopped' };
      let sockets = 0;
      for (const [index, next] of events.entries()) {
        // A socket that is not there closes or opens nothing.
        if ((next.type === 'closed' || next.type === 'opened') && sockets === 0) continue;
        if (next.type === 'closed') sockets -= 1;
        const taken = step(state, next, index * 7000, ((seed * (index + 1)) % 997) / 997);
        state = taken.state;
        for (const effect of taken.effects) {
          if (effect.type === 'connect') sockets += 1;
          if (effect.type === 'disconnect') sockets = Math.max(0, sockets - 1);
          if (effect.type === 'wait') expect(effect.ms).toBeLessThanOrEqual(30_000);
        }
        const hasSocket = !['stopped', 'over', 'waiting'].includes(state.status);
        expect(sockets).toBe(hasSocket ? 1 : 0);
      }
    }),
  );
});
