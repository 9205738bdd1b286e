/** What everybody writes in a benchmark, ours and the peers: about 90 letters, each time another. */
export function benchText(turn: number): string {
  return `${turn} The ferry leaves at half past nine; I bring the tickets, you bring coffee and the stove.`;
}
