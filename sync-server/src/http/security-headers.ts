/**
 * What browsers are told about every answer. Invariant: no inline script or style, nothing from
 * another origin, no frame around us. An answer that brings one of these headers itself keeps it.
 */
import type { Caller } from './visit.ts';

/**
 * Of documents and workers. `'self'` of `connect-src` includes our sockets; only browsers without
 * `oklch()`, in which the app's colours are written, think otherwise.
 */
const documentPolicy = formatPolicy({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'font-src': "'self'",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'object-src': "'none'",
  'require-trusted-types-for': "'script'",
  // Constants of the build only: Solid's templates, the addresses of the workers.
  'trusted-types': 'solid-templates service-worker picture-worker',
});

/** Of what is no document: opened as one all the same, it can do nothing. */
const inertPolicy = formatPolicy({
  'default-src': "'none'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  sandbox: '',
});

/** A feature that needs one of these takes it off the list when it comes. */
const permissionsPolicy = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
  .map((name) => `${name}=()`)
  .join(', ');

const everywhere: readonly (readonly [name: string, value: string])[] = [
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', permissionsPolicy],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
];

/** Half a year; renewed with every answer. */
const transportSecurity = 'max-age=15552000';

/**
 * Adds the headers to an answer of ours and returns it. Strict-Transport-Security only where the
 * client speaks TLS: without, browsers ignore it, and it would be a promise we do not keep.
 */
export function addSecurityHeaders(response: Response, { isSecure }: Caller): Response {
  const { headers } = response;
  for (const [name, value] of everywhere) if (!headers.has(name)) headers.set(name, value);
  if (isSecure) headers.set('strict-transport-security', transportSecurity);
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', isActive(headers) ? documentPolicy : inertPolicy);
  }
  return response;
}

/** Whether a browser runs it: as a page, or as a worker with the policy of its own answer. */
function isActive(headers: Headers): boolean {
  return /^text\/(html|javascript)\b/.test(headers.get('content-type') ?? '');
}

/** Also for answers with a policy of their own. */
export function formatPolicy(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ');
}
