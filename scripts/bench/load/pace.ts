/**
 * Acts at a rate, whatever the answers do (an open loop): a server that stalls is asked all the same,
 * and its latency shows. Invariant: what could not be done in time is made up for at once.
 */
import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 20_000;

/** @returns how often it acted */
export async function pace(
  perSecond: number,
  durationMs: number,
  act: (turn: number) => void,
): Promise<number> {
  const startedAtMs = performance.now();
  const turns = Math.round((perSecond * durationMs) / 1000);
  let turn = 0;
  while (turn < turns) {
    const due = Math.floor(((performance.now() - startedAtMs) * perSecond) / 1000);
    while (turn <= due && turn < turns) {
      act(turn);
      turn += 1;
    }
    const nextAtMs = startedAtMs + (turn * 1000) / perSecond;
    await delay(Math.max(1, nextAtMs - performance.now()));
  }
  return turn;
}

/** Resolves when a count is reached; throws with how far it came after some seconds. */
export async function untilCount(what: string, due: number, count: () => number): Promise<void> {
  const giveUpAtMs = performance.now() + patienceMs;
  while (count() < due) {
    if (performance.now() > giveUpAtMs) throw new Error(`only ${count()} of ${due} ${what} came`);
    await delay(1);
  }
}

/** What a promise gives; rejects with what was waited for when it takes too long. */
export async function within<Value>(
  what: () => string,
  promise: Promise<Value>,
  limitMs = patienceMs,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${limitMs} ms passed without ${what()}`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
