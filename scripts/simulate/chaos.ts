/**
 * What goes wrong, and when. Invariant: faults come only while it is on, so that a run can be asked
 * whether everything comes right after them.
 */
import type { Random } from '@jibber/schema/testkit/random';
import type { FaultPoint, InjectedFault } from '@jibber/sync-server/storage/memory-storage';
import type { SimulatedNode } from './simulated-node.ts';

const commitFaults: readonly InjectedFault[] = [
  'busy',
  'down',
  'lost-before',
  'lost-after',
  'lost-after',
  'crash-before',
  'crash-after',
];

export class Chaos {
  isOn = false;
  /** How likely a commit fails while it is on; other effects fail a tenth as often. */
  commitFaultRate = 0.03;
  hintLossRate = 0;
  isDatabaseAway = false;
  /** The most ms that something takes to or from the database. */
  slowestMs = 4;
  readonly #random: Random;
  readonly #count: (name: string) => void;

  constructor(random: Random, count: (name: string) => void) {
    this.#random = random;
    this.#count = count;
  }

  faultOf = (node: SimulatedNode, point: FaultPoint): InjectedFault | undefined => {
    if (!this.isOn) return undefined;
    if (this.isDatabaseAway) return 'down';
    const random = this.#random;
    if (point !== 'commit') {
      if (!random.chance(this.commitFaultRate / 10)) return undefined;
      this.#count(`fault: ${point} fails`);
      return random.pick(['busy', 'down'] as const);
    }
    if (!random.chance(this.commitFaultRate)) return undefined;
    const fault = random.pick(commitFaults);
    this.#count(`fault: commit ${fault}`);
    if (fault.startsWith('crash')) this.#dying.add(node);
    return fault;
  };

  /** Nodes whose storage has just crashed with them. */
  readonly #dying = new Set<SimulatedNode>();

  /** Ends the processes whose storage crashed; called after each event. */
  buryDead(): SimulatedNode[] {
    const dead = [...this.#dying];
    this.#dying.clear();
    for (const node of dead) node.kill();
    return dead;
  }

  /** What becomes of a hint between nodes: none, one or several arrivals, each after some ms. */
  carryHint(): readonly number[] {
    const random = this.#random;
    if (this.isOn && random.chance(this.hintLossRate)) {
      this.#count('fault: hint lost');
      return [];
    }
    const delay = () => (random.chance(0.1) ? random.between(100, 3000) : random.between(0, 20));
    if (!this.isOn || !random.chance(0.1)) return [delay()];
    this.#count('fault: hint repeated');
    return [delay(), delay()];
  }
}
