/** Seeds that failed once, and what they found. Invariant: none leaves; what they found has a test of its own. */
export const keptSeeds: readonly { readonly seed: number; readonly found: string }[] = [];
