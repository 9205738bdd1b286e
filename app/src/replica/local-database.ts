/**
 * The port to what this device keeps of one account: a few tables with transactions, as IndexedDB
 * has them. Invariant: a transaction is seen and survives whole or not at all; of two that write the
 * same tables one runs after the other, whichever tab they come from.
 */
import type { Result } from '@jibber/schema/result';
import type { Records, TableName } from './records.ts';

/** Parts of a key, from its beginning: of a chat, of a document of a chat … */
export type KeyPart = string | number;

export type KeyRange = {
  /** The first parts of the key, which all have in common. */
  readonly prefix?: readonly KeyPart[];
  /** Bounds of the part that follows the prefix. */
  readonly above?: number;
  readonly upTo?: number;
};

export interface ReadTable<Stored> {
  get(...key: readonly KeyPart[]): Promise<Stored | undefined>;
  /** In the order of the keys. */
  all(range?: KeyRange): Promise<readonly Stored[]>;
}

/** Writing tells nothing: whether it was stored the transaction says as a whole. */
export interface WriteTable<Stored> extends ReadTable<Stored> {
  put(record: Stored): void;
  delete(...key: readonly KeyPart[]): void;
  deleteAll(range?: KeyRange): void;
}

export interface ReadTransaction {
  table<Name extends TableName>(name: Name): ReadTable<Records[Name]>;
}

export interface WriteTransaction {
  table<Name extends TableName>(name: Name): WriteTable<Records[Name]>;
}

/**
 * Why the database could not do it. `full`: disk or quota; `gone`: the browser closed or removed it,
 * or this tab closed it; `corrupt`: what stands there cannot be read.
 */
export type DatabaseFault = 'full' | 'gone' | 'corrupt';

export interface LocalDatabase {
  /**
   * `work` may await nothing but the transaction's own reads: it ends as soon as it is left idle.
   * What `work` throws is thrown on.
   */
  read<Value>(
    tables: readonly TableName[],
    work: (transaction: ReadTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>>;
  /**
   * As `read`; resolves once everything written is stored. `strict`: on the disk itself, so that it
   * survives a power cut. What `work` throws undoes the transaction and is thrown on.
   */
  write<Value>(
    tables: readonly TableName[],
    durability: 'strict' | 'relaxed',
    work: (transaction: WriteTransaction) => Promise<Value>,
  ): Promise<Result<Value, DatabaseFault>>;
  close(): void;
}
