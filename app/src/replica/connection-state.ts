/**
 * The state machine of this tab's connection, pure. Invariants: at most one socket at a time; tries
 * are spread over random(0, min(30 s, 1 s · 2^n)), where n counts failures since a connection was
 * stable for 60 s or the system told of a network; after a final close code nothing is tried until
 * `start`.
 */
import { type ErrorCode, errorOfCloseCode, errors } from '@jibber/schema/errors';

export type ConnectionState =
  | { readonly status: 'stopped' }
  | { readonly status: 'waiting'; readonly failures: number }
  | { readonly status: 'connecting'; readonly failures: number }
  /** Open, the node has not said who it is. */
  | { readonly status: 'greeting'; readonly failures: number; readonly openedAt: number }
  | { readonly status: 'updating'; readonly failures: number; readonly openedAt: number }
  | { readonly status: 'live'; readonly failures: number; readonly openedAt: number }
  | { readonly status: 'over'; readonly code: ErrorCode };

export type ConnectionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  /** The wait is over. */
  | { readonly type: 'due' }
  | { readonly type: 'opened' }
  | { readonly type: 'welcomed' }
  | { readonly type: 'caught-up' }
  | { readonly type: 'closed'; readonly code: number }
  /** Half-open, or woken from sleep: the socket is not to be trusted. */
  | { readonly type: 'doubted' }
  /** What came could not be used: connect anew, as after a failure. */
  | { readonly type: 'failed' }
  /** There may be a network again. */
  | { readonly type: 'hinted' }
  /** The node goes away; devices move within a random part of this time. */
  | { readonly type: 'drained'; readonly spreadMs: number };

export type ConnectionEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'greet' }
  | { readonly type: 'disconnect' }
  /** Replaces a wait that is under way. */
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'end'; readonly code: ErrorCode };

export type Step = {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
};

const maxWaitMs = 30_000;
const firstWaitMs = 1000;
const stableMs = 60_000;

/**
 * @param now ms by a clock that does not jump back while a socket is open, or jumps harmlessly
 * @param random in [0, 1), drawn anew for each step
 */
export function step(
  state: ConnectionState,
  event: ConnectionEvent,
  now: number,
  random: number,
): Step {
  if (event.type === 'stop') return { state: { status: 'stopped' }, effects: disconnect(state) };
  if (event.type === 'start') {
    if (state.status !== 'stopped' && state.status !== 'over') return stay(state);
    return connect(0, []);
  }
  switch (state.status) {
    case 'stopped':
    case 'over':
      return stay(state);
    case 'waiting':
      if (event.type === 'due') return connect(state.failures, []);
      if (event.type === 'hinted') return connect(0, []);
      return stay(state);
    case 'connecting':
      if (event.type === 'opened') {
        const { failures } = state;
        return {
          state: { status: 'greeting', failures, openedAt: now },
          effects: [{ type: 'greet' }],
        };
      }
      if (event.type === 'hinted') return stay({ ...state, failures: 0 });
      return failOrStay(state, event, now, random);
    case 'greeting':
      if (event.type === 'welcomed') return stay({ ...state, status: 'updating' });
      return failOrStay(state, event, now, random);
    case 'updating':
    case 'live':
      if (event.type === 'caught-up') return stay({ ...state, status: 'live' });
      if (event.type === 'drained') {
        return { state, effects: [{ type: 'wait', ms: random * event.spreadMs }] };
      }
      // Only a drained node makes one wait while connected: it is time to move.
      if (event.type === 'due') return connect(0, [{ type: 'disconnect' }]);
      return failOrStay(state, event, now, random);
  }
}

type Attempt = Exclude<ConnectionState, { status: 'stopped' | 'over' | 'waiting' }>;

function failOrStay(state: Attempt, event: ConnectionEvent, now: number, random: number): Step {
  switch (event.type) {
    case 'doubted':
      return connect(failuresAfter(state, now), [{ type: 'disconnect' }]);
    case 'failed':
      return wait(failuresAfter(state, now) + 1, random, [{ type: 'disconnect' }]);
    case 'closed': {
      const code = errorOfCloseCode(event.code);
      if (code !== undefined && errors[code].final) {
        return { state: { status: 'over', code }, effects: [{ type: 'end', code }] };
      }
      return wait(failuresAfter(state, now) + 1, random, []);
    }
    default:
      return stay(state);
  }
}

function failuresAfter(state: Attempt, now: number): number {
  const isStable = 'openedAt' in state && now - state.openedAt >= stableMs;
  return isStable ? 0 : state.failures;
}

function wait(failures: number, random: number, before: readonly ConnectionEffect[]): Step {
  const ms = random * Math.min(maxWaitMs, firstWaitMs * 2 ** (failures - 1));
  return { state: { status: 'waiting', failures }, effects: [...before, { type: 'wait', ms }] };
}

function connect(failures: number, before: readonly ConnectionEffect[]): Step {
  return { state: { status: 'connecting', failures }, effects: [...before, { type: 'connect' }] };
}

function disconnect(state: ConnectionState): readonly ConnectionEffect[] {
  return state.status === 'stopped' || state.status === 'over' ? [] : [{ type: 'disconnect' }];
}

function stay(state: ConnectionState): Step {
  return { state, effects: [] };
}
