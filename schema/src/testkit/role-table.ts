/**
 * The table of roles and intents: what becomes of each kind of intent, done by each kind of person,
 * under each setting. Whoever judges (the rules, a node on any storage) is held against it.
 * Invariant: a kind of intent without a line is a type error.
 */
import type { Intent, IntentKind } from '../intents/registry.ts';
import type { Line, Outcome, RoleLines } from './role-lines.ts';
import { type Cast, type Setting, type Standing, standings } from './role-stage.ts';
import { groupLines } from './role-table-groups.ts';
import { memberLines } from './role-table-members.ts';
import { messageLines } from './role-table-messages.ts';

export const roleTable: RoleLines<IntentKind> = { ...groupLines, ...memberLines, ...messageLines };

/** One cell: somebody does something in a group of this setting. */
export type RoleCell = {
  readonly deed: string;
  readonly setting: Setting;
  readonly actor: Standing;
  readonly intent: (cast: Cast) => Intent;
  readonly outcome: Outcome;
};

/** All cells. Refused ones change nothing and can share a stage; an accepted one needs its own. */
export const roleCells: readonly RoleCell[] = Object.values(roleTable)
  .flat()
  .flatMap((line) => [...cellsOf(line, 'open'), ...cellsOf(line, 'strict')]);

function cellsOf(line: Line<Intent>, setting: Setting): RoleCell[] {
  return standings.flatMap((actor, index) => {
    const outcome = line[setting][index];
    const intent = (cast: Cast) => line.intent(cast, actor);
    return outcome === undefined ? [] : [{ deed: line.deed, setting, actor, intent, outcome }];
  });
}
