/**
 * What a request of the API says of who sends it and from where.
 * Invariant: the session is looked up from the cookie and from nothing else; a user id in a body or
 * an address is never who somebody is.
 */
import type { Visitor } from '../accounts/accounts.ts';
import { readCookie } from '../sessions/cookies.ts';
import { deviceNameOf } from '../sessions/device-name.ts';

/** Where a request comes from, proxies taken into account. */
export type Caller = {
  /** Network address that limits count by. */
  readonly address: string;
  /** Whether the client speaks TLS, to us or to a trusted proxy. */
  readonly isSecure: boolean;
};

export function readVisitor(request: Request, caller: Caller): Visitor {
  const cookies = request.headers.get('cookie') ?? undefined;
  return {
    networkAddress: caller.address,
    deviceName: deviceNameOf(request.headers.get('user-agent') ?? undefined),
    sessionToken: readCookie(cookies, 'session', caller.isSecure),
    deviceMark: readCookie(cookies, 'device', caller.isSecure),
  };
}
