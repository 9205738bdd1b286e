/**
 * Limits per account and address that are out of the way of the load: all of it comes from one
 * address, and from few accounts. Printed with every result. Nothing else differs from the defaults.
 */
export const raisedSettings = {
  WRITES_PER_SECOND: '1000000',
  WRITES_BURST: '1000000',
  READS_PER_SECOND: '1000000',
  READS_BURST: '1000000',
  SOCKETS_PER_ACCOUNT: '100000',
  SOCKETS_PER_ADDRESS: '100000',
} as const;

/** For people. */
export function describeRaised(): string {
  const pairs = Object.entries(raisedSettings).map(([name, value]) => `${name}=${value}`);
  return `raised for the load: ${pairs.join(' ')}`;
}
