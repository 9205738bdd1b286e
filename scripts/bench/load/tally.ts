/**
 * What all devices of a crowd were shown. A delivery is one message shown to one device.
 * Invariant: only messages said after the last `begin` count.
 */
export class Tally {
  deliveries = 0;
  /** From saying to showing, ms; of the generator's one clock. */
  latenciesMs: number[] = [];
  /** Messages of sockets, each with one delivery or more, and their bytes. */
  received = 0;
  receivedBytes = 0;
  #saidAtMs = new Map<string, number>();

  begin(): void {
    this.deliveries = 0;
    this.latenciesMs = [];
    this.received = 0;
    this.receivedBytes = 0;
    this.#saidAtMs = new Map();
  }

  said(id: string): void {
    this.#saidAtMs.set(id, performance.now());
  }

  shown(id: string): void {
    const saidAtMs = this.#saidAtMs.get(id);
    if (saidAtMs === undefined) return;
    this.deliveries += 1;
    this.latenciesMs.push(performance.now() - saidAtMs);
  }

  /** Of a server that hands over no ids. */
  shownMany(deliveries: number): void {
    this.deliveries += deliveries;
  }

  receivedMessage(bytes: number): void {
    this.received += 1;
    this.receivedBytes += bytes;
  }
}
