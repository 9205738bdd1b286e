/**
 * What one address answers: health, the commands, the app's files; each to who may have it.
 * Invariants: every answer carries the security headers; over a connection others can read along,
 * nothing is answered but the page that says so.
 */
import type { Peer } from '../transport/transport.ts';
import type { Api } from './api.ts';
import type { Caller } from './visit.ts';

export type SiteOptions = {
  readonly api: Api;
  readonly callerOf: (request: Request, peer: Peer) => Caller;
  /** The page for who comes without TLS from elsewhere; undefined: nothing stands against it. */
  readonly refuseInsecure: (request: Request, caller: Caller) => Response | undefined;
  /** Files of the app, its shell for addresses inside of it, or 404. */
  readonly serveFile: (request: Request) => Promise<Response>;
  readonly addSecurityHeaders: (response: Response, caller: Caller) => Response;
  /** False from the moment on this node should get no new work. */
  readonly isReady: () => boolean;
};

/** The transport's handler of requests. */
export type Site = (request: Request, peer: Peer) => Promise<Response>;

export function makeSite(options: SiteOptions): Site {
  return async (request, peer) => {
    const caller = options.callerOf(request, peer);
    return options.addSecurityHeaders(await respond(options, request, caller), caller);
  };
}

async function respond(options: SiteOptions, request: Request, caller: Caller): Promise<Response> {
  const { pathname } = new URL(request.url);
  // Watchers of the operator ask over whatever connection they have.
  if (pathname === '/healthz') return answerState(true);
  if (pathname === '/readyz') return answerState(options.isReady());
  const refused = options.refuseInsecure(request, caller);
  if (refused !== undefined) return refused;
  if (pathname === '/api' || pathname.startsWith('/api/')) return options.api(request, caller);
  return options.serveFile(request);
}

function answerState(isGood: boolean): Response {
  return new Response(isGood ? 'ok\n' : 'stopping\n', {
    status: isGood ? 200 : 503,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
