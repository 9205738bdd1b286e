/**
 * Ends the process when it is asked to.
 * Invariants: the first signal stops in an orderly way, within ten seconds; a second one ends at once.
 */
import type { Logger } from 'pino';

const stopWithinMs = 10_000;
/** One signal may come twice: to the whole process group, and passed on by whoever started us. */
const echoMs = 300;

/**
 * @param stop everything; the process then ends by itself, for nothing of it is left open
 * @param exit ends this process at once with a code
 */
export function stopOnSignals(
  stop: () => Promise<void>,
  log: Pick<Logger, 'error'>,
  exit: (code: number) => void = process.exit,
): void {
  let askedAtMs: number | undefined;
  const onSignal = () => {
    const nowMs = performance.now();
    if (askedAtMs !== undefined) {
      if (nowMs - askedAtMs > echoMs) exit(1);
      return;
    }
    askedAtMs = nowMs;
    const deadline = setTimeout(() => {
      log.error({ stopWithinMs }, 'stopping took too long');
      exit(1);
    }, stopWithinMs);
    deadline.unref();
    stop().then(
      () => {
        process.exitCode = 0;
      },
      (fault: unknown) => {
        log.error({ err: fault }, 'stopping failed');
        exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
