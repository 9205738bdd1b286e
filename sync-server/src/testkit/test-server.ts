/** The whole server in this process, in memory, on a free port, and a browser's manner of asking it. */
import { readConfig } from '../config.ts';
import { makeMemoryBlobs } from '../files/memory-blobs.ts';
import { makeLogger } from '../logger.ts';
import { createServer, type RunningServer, type ServerOptions } from '../server.ts';
import { makeForm, openMigrated } from './test-accounts.ts';

/** @param settings as in the environment; rates are out of the way unless given */
export async function startTestServer(
  settings: Readonly<Record<string, string>> = {},
  options: Pick<ServerOptions, 'appFolder' | 'database' | 'blobs'> = {},
): Promise<RunningServer> {
  const config = readConfig({
    PORT: '0',
    TRUSTED_PROXY: '127.0.0.1',
    SIGN_INS_PER_ACCOUNT: '10000',
    SIGN_INS_PER_ADDRESS: '10000',
    ACCOUNTS_PER_ADDRESS: '10000',
    LOOKUPS_PER_MINUTE: '10000',
    ...settings,
  });
  if (!config.ok) throw new Error(config.code);
  return createServer(config.value, {
    ...options,
    database: options.database ?? (await openMigrated()),
    blobs: options.blobs ?? makeMemoryBlobs(),
    log: makeLogger('silent'),
    onFailure: (fault) => {
      throw fault;
    },
  });
}

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};

/** Cookies of one browser. */
export class Browser {
  readonly #server: RunningServer;
  readonly cookies = new Map<string, string>();

  constructor(server: RunningServer) {
    this.#server = server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** @param headers go before those a browser would send; an empty value takes one away */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const sent = new Headers({ origin: this.origin, cookie: this.cookieHeader });
    if (body !== undefined) sent.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      if (value === '') sent.delete(name);
      else sent.set(name, value);
    }
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.ask('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.ask('POST', path, body, headers);
  }

  /** Makes an account; throws if it is not made. */
  async createAccount(name: string) {
    const form = makeForm(name);
    const { status, body } = await this.post('/api/account', form);
    if (status !== 200) throw new Error(`no account was made: ${JSON.stringify(body)}`);
    return form;
  }

  #keep(setCookie: string): void {
    const [pair = ''] = setCookie.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    if (value === '') this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), value);
  }
}
