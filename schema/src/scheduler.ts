/**
 * Time as it is handed in, so that the same code runs by a real clock, in a test and in the
 * simulation. Invariant: a callback never runs inside the call that asked for it.
 */

/** Takes a callback back; afterwards, or once it ran, it does nothing. */
export type Cancel = () => void;

export interface Scheduler {
  /** Whole ms since 1970 by the clock of this machine, which may jump: shown and stored, never waited by. */
  now(): number;
  /** Runs `callback` once, `ms` from now at the earliest, by a clock that does not jump. */
  after(ms: number, callback: () => void): Cancel;
  /** Runs `callback` once this turn of the event loop is over: what gathers work of one turn. */
  soon(callback: () => void): Cancel;
}
