/**
 * What a benchmark says about its repeats.
 * Invariant: median and spread, never mean or best: one slow run on a busy machine must not move the figure.
 */

/** Middle value; between two middle ones, their mean. Throws on no value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Value below which a share of the values lies, straight between neighbours.
 * @param share 0 to 1, for example 0.99
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('no values');
  return below + (above - below) * (place - Math.floor(place));
}

/** How far repeats lie apart: (largest − smallest) / median. 0 when all are equal. */
export function spread(values: readonly number[]): number {
  const range = Math.max(...values) - Math.min(...values);
  return range === 0 ? 0 : range / median(values);
}
