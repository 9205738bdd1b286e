/**
 * The version of the wire. History: 1, the first; 2: an entry names a scope, which may be the account,
 * and frame `account`. Policy: a node speaks `floor` to `current`; any change of a golden fixture
 * needs a new number (PROTOCOL V1–V3), which `fixtures.test.ts` holds.
 */
export const protocolVersion = { current: 2, floor: 1 } as const;

/** Whether a node speaks this version: one that it does not is answered with `unknown-version`. */
export function isSpoken(version: number): boolean {
  return version >= protocolVersion.floor && version <= protocolVersion.current;
}

/** Whether a device of this version knows of accounts as a scope. */
export function knowsAccounts(version: number): boolean {
  return version >= 2;
}
