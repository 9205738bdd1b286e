/**
 * Our side of the embedded database's thread: requests out, replies in.
 * Invariant: every request settles. When the thread ends, for whatever reason, all that is open and
 * all that comes later is rejected with `DatabaseGone`.
 */
import { Worker } from 'node:worker_threads';
import { DatabaseGone, StatementError } from './database-errors.ts';
import type {
  PgliteMessage,
  PgliteReply,
  PgliteRequest,
  PgliteRows,
  PgliteStart,
} from './pglite-messages.ts';

type Open = {
  readonly resolve: (reply: PgliteReply) => void;
  readonly reject: (error: Error) => void;
};

export class PgliteClient {
  readonly #worker: Worker;
  readonly #open = new Map<number, Open>();
  readonly #onFailure: (error: Error) => void;
  #ready: Open | undefined;
  #nextId = 1;
  #end: Error | undefined;

  /**
   * Starts the thread; resolves when the database is open.
   * @param onFailure called once if it ends without having been closed
   * @param entry what the thread runs; tests give threads of other habits
   */
  static async start(
    start: PgliteStart,
    onFailure: (error: Error) => void,
    entry: URL = new URL('./pglite-worker.mjs', import.meta.url),
  ): Promise<PgliteClient> {
    const worker = new Worker(entry, {
      workerData: start,
      // Options of a test runner or debugger are not for this thread.
      execArgv: [],
    });
    const client = new PgliteClient(worker, onFailure);
    await new Promise<unknown>((resolve, reject) => {
      client.#ready = { resolve, reject };
    });
    client.#ready = undefined;
    return client;
  }

  private constructor(worker: Worker, onFailure: (error: Error) => void) {
    this.#worker = worker;
    this.#onFailure = onFailure;
    worker.on('message', (message: PgliteMessage) => this.#receive(message));
    worker.on('messageerror', (error) => this.#fail(error));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('Its thread ended.')));
  }

  get isGone(): boolean {
    return this.#end !== undefined;
  }

  /** @throws StatementError with the SQLSTATE, or DatabaseGone */
  async query(sql: string, parameters: readonly unknown[]): Promise<PgliteRows> {
    const reply = await this.#ask({ kind: 'query', id: this.#nextId++, sql, parameters });
    if (reply.kind === 'refused') throw new StatementError(reply.error);
    if (reply.kind !== 'rows') throw new Error(`a query was answered by "${reply.kind}"`);
    return reply;
  }

  async dump(path: string): Promise<void> {
    await this.#ask({ kind: 'dump', id: this.#nextId++, path });
  }

  /** Closes the database's files, then the thread. Nobody may have a statement under way. */
  async close(): Promise<void> {
    if (this.#end === undefined) {
      await this.#ask({ kind: 'close', id: this.#nextId++ });
      this.#end ??= new DatabaseGone('The database is closed.');
    }
    await this.#worker.terminate();
  }

  /** Ends the thread at once, as a crash would: what was committed stays. */
  async terminate(): Promise<void> {
    this.#end ??= new DatabaseGone('The database is closed.');
    this.#rejectAll(this.#end);
    await this.#worker.terminate();
  }

  #ask(request: PgliteRequest): Promise<PgliteReply> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      this.#open.set(request.id, { resolve, reject });
      try {
        this.#worker.postMessage(request);
      } catch (error) {
        // A parameter that cannot be copied to another thread, a function for example.
        this.#open.delete(request.id);
        reject(error);
      }
    });
  }

  #receive(message: PgliteMessage): void {
    if (message.kind === 'ready') this.#ready?.resolve({ kind: 'done', id: 0 });
    else if (message.kind === 'failed') this.#fail(new Error(message.message));
    else {
      this.#open.get(message.id)?.resolve(message);
      this.#open.delete(message.id);
    }
  }

  #fail(cause: unknown): void {
    if (this.#end !== undefined) return;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#end = new DatabaseGone(`The embedded database has stopped. ${reason}`, { cause });
    this.#ready?.reject(this.#end);
    this.#rejectAll(this.#end);
    void this.#worker.terminate();
    if (this.#ready === undefined) this.#onFailure(this.#end);
  }

  #rejectAll(error: Error): void {
    for (const open of this.#open.values()) open.reject(error);
    this.#open.clear();
  }
}
