/**
 * How often something may be tried, as the accounts need it.
 * Invariant: a try is taken before its work is begun, so that many at once count like many in turn.
 */
export interface TryLimit {
  /** Takes one try of this key; false: none is left for now. */
  take(key: string): boolean;
  /** Gives a try back that turned out to be none. */
  giveBack(key: string): void;
}

export type AccountLimits = {
  /** Sign-ins by the address signed in to. */
  readonly signInsPerAccount: TryLimit;
  /** Sign-ins by network address. */
  readonly signInsPerAddress: TryLimit;
  /** Sign-ins by known device: an owner's own tries, which nobody else can use up. */
  readonly signInsPerDevice: TryLimit;
  /** Account creations by network address. */
  readonly accountsPerAddress: TryLimit;
  /** Searches for people by account. */
  readonly lookupsPerAccount: TryLimit;
  /** Questions for free handles by network address. */
  readonly lookupsPerAddress: TryLimit;
};
