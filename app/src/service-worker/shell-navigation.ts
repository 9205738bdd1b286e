/**
 * Which navigations the shell answers. Invariant: pages of the server itself are never replaced by
 * the app, so that an operator sees `/healthz` also in a browser that knows Jibber.
 */
const serverPaths = ['/api/', '/y/', '/healthz', '/readyz', '/metrics'];

/** @param url address of the navigation, same origin */
export function isShellNavigation(url: URL): boolean {
  if (serverPaths.some((path) => url.pathname.startsWith(path))) return false;
  const lastPart = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  return !lastPart.includes('.');
}
