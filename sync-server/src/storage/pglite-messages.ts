/**
 * What the embedded database's thread and ours say to each other.
 * Invariant: every request is answered once, by a reply of its id, or by the thread's `failed` or end.
 */
import type { StatementErrorFields } from './database-errors.ts';

/** What the thread is started with. */
export type PgliteStart = {
  /** Folder of the store, absolute; undefined keeps everything in memory. */
  readonly folder: string | undefined;
  /** In memory only: path of a tar of a data folder to begin with. */
  readonly template: string | undefined;
  /** A checkpoint is made when so much log was written since the last. */
  readonly checkpointBytes: number;
};

export function isPgliteStart(value: unknown): value is PgliteStart {
  return (
    typeof value === 'object' &&
    value !== null &&
    'folder' in value &&
    (value.folder === undefined || typeof value.folder === 'string') &&
    'template' in value &&
    (value.template === undefined || typeof value.template === 'string') &&
    'checkpointBytes' in value &&
    typeof value.checkpointBytes === 'number'
  );
}

export type PgliteRequest =
  | {
      readonly kind: 'query';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  /** Writes a tar of the data folder to a path. */
  | { readonly kind: 'dump'; readonly id: number; readonly path: string }
  | { readonly kind: 'close'; readonly id: number };

export type PgliteRows = {
  readonly kind: 'rows';
  readonly id: number;
  /** First word of the command as Postgres answers it: `SELECT`, `COMMIT`, `ROLLBACK` … */
  readonly command: string;
  readonly affectedRows: number;
  readonly rows: Record<string, unknown>[];
};

export type PgliteReply =
  | PgliteRows
  | { readonly kind: 'refused'; readonly id: number; readonly error: StatementErrorFields }
  | { readonly kind: 'done'; readonly id: number };

export type PgliteMessage =
  | PgliteReply
  | { readonly kind: 'ready' }
  /** Nothing more will be answered; what was asked has an unknown outcome. */
  | { readonly kind: 'failed'; readonly message: string };
