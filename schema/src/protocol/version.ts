/**
 * The version of the wire. History: 1, the first. Policy: a node speaks `floor` to `current`; any
 * change of a golden fixture needs a new number (PROTOCOL V1–V3), which `fixtures.test.ts` holds.
 */
export const protocolVersion = { current: 1, floor: 1 } as const;

/** Whether a node speaks this version: one that it does not is answered with `unknown-version`. */
export function isSpoken(version: number): boolean {
  return version >= protocolVersion.floor && version <= protocolVersion.current;
}
