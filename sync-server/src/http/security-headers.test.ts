import { expect, test } from 'vitest';
import { addSecurityHeaders } from './security-headers.ts';

const here = { address: '127.0.0.1', isSecure: false };
const typed = (type: string) => new Response('', { headers: { 'content-type': type } });
const policyOf = (response: Response) =>
  addSecurityHeaders(response, here).headers.get('content-security-policy') ?? '';

test('the policy of a page allows no inline code, no other origin, no frame, no untyped HTML', () => {
  const policy = new Map(
    policyOf(typed('text/html; charset=utf-8'))
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
  );
  expect(policy.get('default-src')).toBe("'none'");
  for (const name of ['script-src', 'style-src', 'connect-src', 'worker-src', 'manifest-src']) {
    expect(policy.get(name)).toBe("'self'");
  }
  for (const name of ['frame-ancestors', 'base-uri', 'object-src', 'frame-src']) {
    expect(policy.get(name)).toBe("'none'");
  }
  expect(policy.get('require-trusted-types-for')).toBe("'script'");
  expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:/);
});

test('what is no page and no worker can do nothing even if it is opened as a page', () => {
  for (const type of ['application/json', 'image/svg+xml', 'text/plain', 'text/css']) {
    expect(policyOf(typed(type))).toContain("default-src 'none'");
    expect(policyOf(typed(type))).toMatch(/sandbox$/);
  }
  expect(policyOf(new Response(null, { status: 204 }))).toContain('sandbox');
  expect(policyOf(typed('text/javascript; charset=utf-8'))).toContain("connect-src 'self'");
});

test('what an answer says itself is kept', () => {
  const own = {
    'content-security-policy': "default-src 'none'",
    'cross-origin-opener-policy': 'unsafe-none',
  };
  const { headers } = addSecurityHeaders(new Response('', { headers: own }), here);
  expect(Object.fromEntries(headers)).toMatchObject(own);
});

test('every answer is fixed to its type and origin, and the page tells nobody where it was', () => {
  const { headers } = addSecurityHeaders(typed('text/html'), here);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  expect(headers.get('permissions-policy')).toContain('geolocation=()');
});

test('TLS is asked for from now on only where there is TLS', () => {
  const name = 'strict-transport-security';
  expect(addSecurityHeaders(typed('text/html'), here).headers.get(name)).toBeNull();
  const secure = addSecurityHeaders(typed('text/html'), { ...here, isSecure: true });
  expect(secure.headers.get(name)).toBe('max-age=15552000');
});
