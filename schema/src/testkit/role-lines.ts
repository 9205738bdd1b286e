/** What a line of the table of roles and intents says. Invariant: a kind without a line is a type error. */
import type { ErrorCode } from '../errors.ts';
import type { Intent, IntentKind } from '../intents/registry.ts';
import type { Cast, Standing } from './role-stage.ts';

export type Outcome = 'accepted' | ErrorCode;

/** In the order of `standings`. */
export type Cells = readonly [
  owner: Outcome,
  administrator: Outcome,
  member: Outcome,
  left: Outcome,
  removed: Outcome,
  invited: Outcome,
  asking: Outcome,
  stranger: Outcome,
];

export type Line<Done extends Intent> = {
  /** What is done, as a sentence without its subject. */
  readonly deed: string;
  readonly intent: (cast: Cast, actor: Standing) => Done;
  readonly open: Cells;
  readonly strict: Cells;
};

export type LineOf<Kind extends IntentKind> = Line<Extract<Intent, { readonly kind: Kind }>>;

export type RoleLines<Kinds extends IntentKind> = {
  readonly [Kind in Kinds]: readonly [LineOf<Kind>, ...(readonly LineOf<Kind>[])];
};
