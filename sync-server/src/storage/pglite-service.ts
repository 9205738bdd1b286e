/**
 * The embedded Postgres behind a message port: one request after the other, in the order they come.
 * Runs in the thread that `pglite-worker.ts` is; tests run it beside themselves.
 * Invariant: an answer is sent only if the engine answered and every sync before it succeeded.
 * After the first doubt `failed` is sent and nothing more is answered.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';
import { messages, PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { prepareClusterFolder } from './cluster-folder.ts';
import type { StatementErrorFields } from './database-errors.ts';
import type { PgliteMessage, PgliteRequest, PgliteStart } from './pglite-messages.ts';
import { SyncedFiles } from './synced-files.ts';
import { valueParsers, valueSerializers } from './values.ts';

type Port = Pick<MessagePort, 'on' | 'postMessage' | 'close'>;

/** How long the log may hold what the data files lack while nobody writes, ms (Postgres' default). */
const checkpointIntervalMs = 5 * 60_000;

/** The system caches files as well; the default of 128 MB would all stay in this process. */
const bufferParameters = ['-c', 'shared_buffers=32MB'];
const memoryParameters = [...PGlite.defaultStartParams, ...bufferParameters];
const folderParameters = [
  ...memoryParameters.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on'],
  // The only method whose system call Emscripten hands on; `fdatasync` and `open_sync` do nothing.
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'full_page_writes=on'],
  ...['-c', 'synchronous_commit=on'],
  // Keeps few old log files: they hold what was deleted until they are written over.
  ...['-c', 'min_wal_size=32MB'],
];

/**
 * Opens the store and answers requests until it is closed.
 * @param sync brings a file to disk or throws (`fsyncSync`)
 */
export async function servePglite(
  port: Port,
  start: PgliteStart,
  sync: (descriptor: number) => void,
): Promise<void> {
  const tell = (message: PgliteMessage, transfer?: ArrayBuffer[]) =>
    port.postMessage(message, transfer);
  const log = new EngineLog();
  try {
    const files = await openFiles(start, sync);
    const pglite = await PGlite.create({ ...(await engineOptions(start, files)), ...log.options });
    const service = new PgliteService(pglite, files, tell, start.checkpointBytes);
    port.on('message', (request: PgliteRequest) => service.receive(request));
    service.startCheckpoints();
    tell({ kind: 'ready' });
  } catch (error) {
    tell({ kind: 'failed', message: [describe(error), ...log.lastWords].join(' ') });
  }
}

/** What Postgres says beside its answers: why it does not start, for example. */
class EngineLog {
  readonly lastWords: string[] = [];
  readonly options = {
    onStderr: (line: string): boolean => {
      this.lastWords.push(line.replace(/^.*? \[\d+\] /, '').trim());
      if (this.lastWords.length > 4) this.lastWords.shift();
      return false;
    },
  };
}

async function openFiles(
  start: PgliteStart,
  sync: (descriptor: number) => void,
): Promise<SyncedFiles | undefined> {
  if (start.folder === undefined) return undefined;
  const path = await prepareClusterFolder(start.folder, async (unfinished) => {
    const first = await PGlite.create({ fs: new NodeFS(unfinished) });
    await first.close();
  });
  return new SyncedFiles(path, sync);
}

async function engineOptions(
  start: PgliteStart,
  files: SyncedFiles | undefined,
): Promise<PGliteOptions> {
  const values = { parsers: { ...valueParsers }, serializers: { ...valueSerializers } };
  if (files !== undefined) return { ...values, fs: files, startParams: folderParameters };
  const memory = { ...values, startParams: memoryParameters };
  if (start.template === undefined) return memory;
  return { ...memory, loadDataDir: new Blob([await readFile(start.template)]) };
}

/** PGlite's loop goes on after an engine that has crashed, and then reports an empty success. */
class EngineSilent extends Error {
  constructor() {
    super('The engine has crashed.');
  }
}

class PgliteService {
  readonly #pglite: PGlite;
  readonly #files: SyncedFiles | undefined;
  readonly #tell: (message: PgliteMessage, transfer?: ArrayBuffer[]) => void;
  readonly #checkpointBytes: number;
  /** Closed or failed: nothing more is answered. */
  #isOver = false;
  #last = Promise.resolve();
  #checkpoints: NodeJS.Timeout | undefined;

  constructor(
    pglite: PGlite,
    files: SyncedFiles | undefined,
    tell: (message: PgliteMessage, transfer?: ArrayBuffer[]) => void,
    checkpointBytes: number,
  ) {
    this.#pglite = pglite;
    this.#files = files;
    this.#tell = tell;
    this.#checkpointBytes = checkpointBytes;
  }

  startCheckpoints(): void {
    this.#checkpoints = setInterval(
      () => this.#enqueue(() => this.#checkpointIfWritten(0)),
      checkpointIntervalMs,
    );
  }

  receive(request: PgliteRequest): void {
    this.#enqueue(() => {
      if (request.kind === 'query') return this.#query(request.id, request.sql, request.parameters);
      return request.kind === 'dump'
        ? this.#dump(request.id, request.path)
        : this.#close(request.id);
    });
  }

  #enqueue(task: () => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      if (this.#isOver) return;
      try {
        await task();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  async #query(id: number, sql: string, parameters: readonly unknown[]): Promise<void> {
    try {
      const result = await this.#pglite.query<Record<string, unknown>>(sql, [...parameters]);
      this.#assertSynced();
      if (result.command === undefined) throw new EngineSilent();
      this.#tell(
        {
          kind: 'rows',
          id,
          command: result.command,
          affectedRows: result.affectedRows ?? 0,
          rows: result.rows,
        },
        buffersIn(result.rows),
      );
    } catch (error) {
      this.#assertSynced();
      this.#tell({ kind: 'refused', id, error: await this.#judgeError(error) });
    }
    if (!this.#pglite.isInTransaction()) await this.#checkpointIfWritten(this.#checkpointBytes);
  }

  /** @throws the error itself, if the engine has failed and not only the statement */
  async #judgeError(error: unknown): Promise<StatementErrorFields> {
    if (error instanceof messages.DatabaseError && error.code !== undefined) {
      const { message, code, detail, constraint, table, column } = error;
      return { message, code, detail, constraint, table, column };
    }
    // A value could not be written or read, or there is no engine any more: it shows by asking.
    const probe: unknown = await this.#pglite.query('select 1').catch((caught: unknown) => caught);
    const isAlive =
      probe instanceof messages.DatabaseError ||
      (typeof probe === 'object' && probe !== null && 'command' in probe);
    if (!isAlive || error instanceof EngineSilent) throw error;
    const nothing = {
      detail: undefined,
      constraint: undefined,
      table: undefined,
      column: undefined,
    };
    return { message: describe(error), code: undefined, ...nothing };
  }

  /** In this mode Postgres makes no checkpoint by itself, and its log would grow for ever. */
  async #checkpointIfWritten(bytes: number): Promise<void> {
    const files = this.#files;
    if (files === undefined || files.logBytes <= bytes) return;
    if (this.#pglite.isInTransaction()) return;
    files.logBytes = 0;
    await this.#pglite.query('checkpoint');
    this.#assertSynced();
  }

  async #dump(id: number, path: string): Promise<void> {
    const dump = await this.#pglite.dumpDataDir('none');
    await writeFile(path, new Uint8Array(await dump.arrayBuffer()));
    this.#tell({ kind: 'done', id });
  }

  async #close(id: number): Promise<void> {
    clearInterval(this.#checkpoints);
    this.#isOver = true;
    await this.#pglite.close();
    this.#assertSynced();
    this.#tell({ kind: 'done', id });
  }

  #assertSynced(): void {
    if (this.#files?.failure !== undefined) throw this.#files.failure;
  }

  #fail(error: unknown): void {
    this.#isOver = true;
    clearInterval(this.#checkpoints);
    this.#tell({ kind: 'failed', message: describe(error) });
  }
}

/** Buffers of byte values, which move to the other thread instead of being copied. */
function buffersIn(rows: readonly Record<string, unknown>[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const row of rows) {
    for (const value of Object.values(row)) {
      if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) {
        buffers.add(value.buffer);
      }
    }
  }
  return [...buffers];
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}
