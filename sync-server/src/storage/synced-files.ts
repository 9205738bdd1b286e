/**
 * The embedded Postgres' files on a real disk, with the `fsync` that its file system lacks.
 *
 * PGlite starts Postgres with `-F` and its NODEFS answers `fsync` without asking the disk. With `-F`
 * left out and this callback in place Postgres itself syncs its log before each commit answers, data
 * before a checkpoint, and folders after renames, in the order it was built to.
 * Invariant: once a sync, or a write of the log, has failed, `failure` is set for good and nothing
 * that Postgres says afterwards may be believed (a failed sync cannot be repeated: the kernel has
 * already dropped what it could not write).
 */
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** A file as Emscripten holds it; `nfd` is the descriptor that Node opened. */
type Stream = { readonly nfd?: number; readonly path?: string };
type Write = (stream: Stream, ...rest: unknown[]) => number;
type StreamOperations = { write: Write; fsync?: (stream: Stream) => number };
type Options = Parameters<NodeFS['init']>[1];

/** Errno of WASI for "input/output error", which Postgres meets with a panic. */
const inputOutputError = 29;
const segmentOfLog = /\/pg_wal\/[0-9A-F]{24}$/;

export class SyncedFiles extends NodeFS {
  /** Bytes written to the log (WAL) since the count was last set to 0. */
  logBytes = 0;
  /** How many syncs were done; tests count them. */
  syncs = 0;
  failure: Error | undefined;
  readonly #sync: (descriptor: number) => void;

  /**
   * @param folder the data folder; its parent must exist
   * @param sync `fsyncSync` of Node: returns when the disk has everything, or throws
   */
  constructor(folder: string, sync: (descriptor: number) => void) {
    super(folder);
    this.#sync = sync;
  }

  override async init(pglite: PGlite, options: Options) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const install: NonNullable<Options['preRun']>[number] = (module) => {
      const files: unknown = module.NODEFS;
      this.#install(streamOperationsOf(files));
    };
    const { preRun } = emscriptenOpts;
    const before = preRun === undefined ? [] : Array.isArray(preRun) ? preRun : [preRun];
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...before, install] } };
  }

  #install(operations: StreamOperations): void {
    const { write } = operations;
    operations.fsync = (stream) => {
      try {
        if (stream.nfd === undefined) throw new Error('a file without descriptor');
        this.#sync(stream.nfd);
        this.syncs += 1;
        return 0;
      } catch (error) {
        this.#fail('sync', stream, error);
        return inputOutputError;
      }
    };
    operations.write = (stream, ...rest) => {
      try {
        const written = write(stream, ...rest);
        if (segmentOfLog.test(stream.path ?? '')) this.logBytes += written;
        return written;
      } catch (error) {
        // Elsewhere Postgres copes and refuses the statement; without its log it cannot go on.
        if (stream.path?.includes('/pg_wal/')) this.#fail('write', stream, error);
        throw error;
      }
    };
  }

  #fail(what: string, stream: Stream, cause: unknown): void {
    this.failure ??= new Error(`The disk refused to ${what} ${stream.path ?? 'a file'}.`, {
      cause,
    });
  }
}

function streamOperationsOf(files: unknown): StreamOperations {
  if (typeof files === 'object' && files !== null && 'stream_ops' in files) {
    const operations = files.stream_ops;
    if (isStreamOperations(operations)) return operations;
  }
  throw new Error('This version of PGlite keeps its file operations elsewhere.');
}

function isStreamOperations(operations: unknown): operations is StreamOperations {
  return (
    typeof operations === 'object' &&
    operations !== null &&
    'write' in operations &&
    typeof operations.write === 'function'
  );
}
