/** Signs up as a browser does, for a server that is asked from outside only. */

/** @returns the token of the session */
export async function createAccount(port: number, handle: string): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const response = await fetch(`${origin}/api/account`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: handle,
      handle,
      address: `${handle}@example.org`,
      password: 'a ferry at half past nine',
    }),
  });
  const text = await response.text();
  const cookie = response.headers.getSetCookie().find((each) => each.startsWith('session='));
  if (cookie === undefined) throw new Error(`no account: ${response.status} ${text}`);
  return cookie.slice('session='.length).split(';')[0] ?? '';
}
