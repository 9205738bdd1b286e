/**
 * What something costs, told apart from what else the machine does. Invariant: counts the time of
 * this process on the processors, not the time that passes.
 */

/** @returns ms of processor time that one call takes: the least of several, without pauses of others */
export function cpuMsOf(call: () => unknown, tries = 5): number {
  const taken = Array.from({ length: tries }, () => {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...taken);
}
