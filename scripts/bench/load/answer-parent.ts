/**
 * The other end of `ServerProcess`: answers the benchmark from within a server's process.
 * Invariant: the process ends when the benchmark lets go of it.
 */
import type { ReplyMessage, RequestMessage, RequestName, Requests, Usage } from './requests.ts';

export type Handlers = {
  readonly [Name in RequestName]?: (
    ask: Requests[Name]['ask'],
  ) => Promise<Requests[Name]['answer']> | Requests[Name]['answer'];
};

type AnyHandler = (ask: unknown) => unknown;

/**
 * Says that the server is ready, and answers from now on.
 * @param close called when the benchmark is done; nothing may be left open after it
 */
export function answerParent(port: number, handlers: Handlers, close: () => Promise<void>): void {
  process.on('message', (message: RequestMessage) => {
    answer(handlers, message).then(tell, (fault: unknown) => {
      tell({ kind: 'fault', id: message.id, message: String(fault) });
    });
  });
  process.once('disconnect', () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  tell({ kind: 'ready', port });
}

/** The argument this process was started with; the caller says what it is. */
export function readArgument(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** @param queries of the database, where there is one */
export function measureUsage(
  collect: boolean,
  queries: Pick<Usage, 'statements' | 'commits'> = { statements: 0, commits: 0 },
): Usage {
  if (collect) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    residentKiB: process.memoryUsage.rss() / 1024,
    statements: queries.statements,
    commits: queries.commits,
  };
}

async function answer(
  handlers: Handlers,
  { id, name, ask }: RequestMessage,
): Promise<ReplyMessage> {
  // The one narrowing of this edge: both ends are typed by `Requests`.
  const handle = handlers[name] as AnyHandler | undefined;
  if (handle === undefined) throw new Error(`this server does not know ${name}`);
  return { kind: 'answer', id, answer: await handle(ask) };
}

function tell(message: ReplyMessage): void {
  process.send?.(message);
}
