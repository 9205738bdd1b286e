/** All seeded bugs, by the names under which they are run: `npm run simulate -- --bug NAME`. */
import { lowersCursors, ordersByDeviceTime, removesEntriesEarly } from './device-bugs.ts';
import {
  appendsOfBlocked,
  expelsNobody,
  givesWholeHistory,
  keepsDeletedGroups,
  keepsLinksOpen,
  remembersRoles,
} from './group-bugs.ts';
import {
  acknowledgesBeforeCommit,
  catchesUpOverEmptiedRows,
  hasNoDedupe,
  keepsCacheAfterFailure,
  readsDocumentInTwoStatements,
  readsMembershipWhileLocking,
  skipsGaps,
} from './node-bugs.ts';
import type { SeededBug } from './seeded-bug.ts';

export const seededBugs: readonly SeededBug[] = [
  acknowledgesBeforeCommit,
  keepsCacheAfterFailure,
  catchesUpOverEmptiedRows,
  hasNoDedupe,
  readsMembershipWhileLocking,
  readsDocumentInTwoStatements,
  skipsGaps,
  lowersCursors,
  removesEntriesEarly,
  ordersByDeviceTime,
  remembersRoles,
  expelsNobody,
  givesWholeHistory,
  appendsOfBlocked,
  keepsLinksOpen,
  keepsDeletedGroups,
];
