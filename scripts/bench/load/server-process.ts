/**
 * A server in a process of its own on core 0, as the benchmark sees it.
 * Invariant: it belongs to a run, so nothing of it outlives the benchmark.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Run } from '../../services/run.ts';
import { pinned } from '../pinning.ts';
import { within } from './pace.ts';
import type { ReplyMessage, RequestMessage, RequestName, Requests } from './requests.ts';

/** Writing a long history takes longest. */
const answerMs = 150_000;

type Open = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (fault: Error) => void;
};

export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #open: Map<number, Open>;
  #lastId = 0;

  private constructor(child: ChildProcess, open: Map<number, Open>, port: number) {
    this.#child = child;
    this.#open = open;
    this.port = port;
  }

  /**
   * Starts a server and waits until its port is open.
   * @param module file beside this one, for example `jibber-process.ts`
   * @param argument handed to it as JSON
   */
  static async start(run: Run, module: string, argument: object): Promise<ServerProcess> {
    const path = fileURLToPath(new URL(`./${module}`, import.meta.url));
    const nodeArgs = ['--expose-gc', '--import', 'tsx', path];
    const { command, args } = pinned(0, process.execPath, [...nodeArgs, JSON.stringify(argument)]);
    // Standard output is the benchmark's alone: whatever a server says goes to standard error.
    const child = run.spawn(command, args, { stdio: ['ignore', 2, 'inherit', 'ipc'] });
    const open = new Map<number, Open>();
    const port = await new Promise<number>((resolve, reject) => {
      child.on('message', (message: ReplyMessage) => {
        if (message.kind === 'ready') resolve(message.port);
        else settle(open, message);
      });
      child.once('exit', (code) => {
        const fault = new Error(`${module} ended with code ${code}`);
        reject(fault);
        for (const { reject: refuse } of open.values()) refuse(fault);
        open.clear();
      });
    });
    return new ServerProcess(child, open, port);
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  ask<Name extends RequestName>(
    name: Name,
    ask: Requests[Name]['ask'],
  ): Promise<Requests[Name]['answer']> {
    this.#lastId += 1;
    const id = this.#lastId;
    const message: RequestMessage = { id, name, ask };
    const answered = new Promise<Requests[Name]['answer']>((resolve, reject) => {
      // The one narrowing of this edge: both ends are typed by `Requests`.
      const take = (answer: unknown) => resolve(answer as Requests[Name]['answer']);
      this.#open.set(id, { resolve: take, reject });
      this.#child.send(message);
    });
    return within(() => `an answer to ${name}`, answered, answerMs);
  }

  usage(options = { collect: false }): Promise<Requests['usage']['answer']> {
    return this.ask('usage', options);
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.disconnect();
    await gone;
  }
}

function settle(open: Map<number, Open>, message: Exclude<ReplyMessage, { kind: 'ready' }>): void {
  const waiting = open.get(message.id);
  open.delete(message.id);
  if (message.kind === 'answer') waiting?.resolve(message.answer);
  else waiting?.reject(new Error(message.message));
}
