/** The invite link that somebody came by before he signed in, carried by the address. Pure. */
import type { Route } from '../../routes.ts';

/** What the next page of signing in has to carry on. */
export function joinOf(route: Route): { readonly join?: string } {
  const join = 'join' in route ? route.join : undefined;
  return join === undefined ? {} : { join };
}

/** Where one is after signing in: at the link again, else at the list. */
export function routeAfter(route: Route): Route {
  const { join } = joinOf(route);
  return join === undefined ? { name: 'chats' } : { name: 'join', token: join };
}
