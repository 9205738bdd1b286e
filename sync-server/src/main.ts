/**
 * The server's process: settings, one line for people, and an orderly end. Wires, and nothing else.
 * Invariant: it says one line when it is ready and is silent unless LOG_LEVEL asks for more; whatever
 * keeps it from starting is told in one sentence.
 */
import { readEnvironment } from './environment.ts';
import { makeLogger } from './logger.ts';
import { createServer } from './server.ts';
import { describeStartFault } from './start-fault.ts';
import { stopOnSignals } from './stop-signals.ts';

try {
  const config = readEnvironment();
  const log = makeLogger(config.logLevel);
  const end = (fault: unknown) => {
    log.error({ err: fault }, 'ended by a fault');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  const server = await createServer(config, { log, onFailure: end });
  stopOnSignals(() => server.stop(), log);
  process.stdout.write(`Jibber is ready: ${server.address}\n`);
} catch (fault) {
  process.stderr.write(`${describeStartFault(fault)}\n`);
  process.exitCode = 1;
}
