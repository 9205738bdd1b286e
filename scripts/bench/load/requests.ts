/**
 * What a benchmark asks of a server that runs in a process of its own.
 * Invariant: questions and answers are plain data; they cross a process boundary.
 */
import type { ChatId, UserId } from '@jibber/schema/ids';

/** A process' own account of itself since it started. */
export type Usage = {
  /** On all its threads, in user and system mode. */
  readonly cpuMs: number;
  readonly residentKiB: number;
  /** Of the database: statements without begin and commit, and commits; 0 where there is none. */
  readonly statements: number;
  readonly commits: number;
};

export type BenchPerson = {
  readonly userId: UserId;
  /** Of one session; all devices of the person share it. */
  readonly token: string;
};

/** Speed of a database without us in front of it. */
export type BareInsert = {
  readonly rowsPerS: number;
  readonly cpuMs: number;
};

/** By the name of the question. */
export type Requests = {
  /** `collect`: after a full garbage collection. */
  readonly usage: { readonly ask: { readonly collect: boolean }; readonly answer: Usage };
  /** Begins to profile the processor time, or ends it and leaves the profile in a file. */
  readonly profile: {
    readonly ask: { readonly writeTo: string | undefined };
    readonly answer: undefined;
  };
  readonly makePeople: {
    readonly ask: { readonly count: number };
    readonly answer: readonly BenchPerson[];
  };
  /** Opens a direct chat of each pair; `people` by their place among those made. */
  readonly openChats: {
    readonly ask: { readonly pairs: readonly (readonly [number, number])[] };
    readonly answer: readonly ChatId[];
  };
  /** Writes messages through the core, in full batches. */
  readonly fillChat: {
    readonly ask: { readonly pair: readonly [number, number]; readonly messages: number };
    readonly answer: ChatId;
  };
  /** Multi-row inserts of rows like those of the log, `connections` at a time. */
  readonly insertBare: {
    readonly ask: {
      readonly durationMs: number;
      readonly connections: number;
      readonly rowsPerInsert: number;
      readonly updateBytes: number;
    };
    readonly answer: BareInsert;
  };
  /** What the raw server sends next: `payloadBytes` after each `everyNth` message it receives. */
  readonly shape: {
    readonly ask: { readonly payloadBytes: number; readonly everyNth: number };
    readonly answer: undefined;
  };
};

export type RequestName = keyof Requests;

export type RequestMessage = {
  readonly id: number;
  readonly name: RequestName;
  readonly ask: unknown;
};

export type ReplyMessage =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly message: string };
