/**
 * The page for who opens Jibber over plain HTTP from another machine. Browsers give such a page
 * neither a service worker nor strong cookies, and others can read along: the app would be broken
 * and unsafe. Invariant: over such a connection nothing of the app and no command is answered.
 */
import { createHash } from 'node:crypto';
import { answerError } from './answers.ts';
import { isNavigation } from './navigation.ts';
import { formatPolicy } from './security-headers.ts';
import type { Caller } from './visit.ts';

/**
 * Answers instead of everything else where the connection is not fit for the app; undefined where it
 * is: TLS to us or to a trusted proxy, or a browser on this very machine.
 */
export function refuseInsecure(request: Request, { isSecure }: Caller): Response | undefined {
  const url = new URL(request.url);
  if (isSecure || isLoopback(url.hostname)) return undefined;
  const isCommand = url.pathname === '/api' || url.pathname.startsWith('/api/');
  if (isCommand || !isNavigation(request)) return answerError('insecure-origin');
  return new Response(request.method === 'HEAD' ? null : page, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(page)),
      'cache-control': 'no-store',
      'content-security-policy': policy,
      // Without TLS browsers complain of any other value in their console.
      'cross-origin-opener-policy': 'unsafe-none',
    },
  });
}

/** Names that a browser itself takes for its own machine (W3C Secure Contexts, section 3.1). */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

// The app's tokens are not at hand here; these are their values (app/src/styles).
const style = `
:root {
  color-scheme: light dark;
  --surface: oklch(99% 0.003 250); --raised: oklch(100% 0 0); --line: oklch(90% 0.008 260);
  --text: oklch(24% 0.02 260); --muted: oklch(48% 0.02 260); --accent: oklch(52% 0.15 262);
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: oklch(19% 0.012 260); --raised: oklch(22% 0.014 260); --line: oklch(30% 0.014 260);
    --text: oklch(94% 0.006 260); --muted: oklch(74% 0.012 260); --accent: oklch(70% 0.13 262);
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  background: var(--surface); color: var(--text);
  font: 0.9375rem/1.25rem system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  min-block-size: 100vh; padding: 48px 16px;
  padding-block: max(48px, env(safe-area-inset-top)) max(48px, env(safe-area-inset-bottom));
}
main { margin-inline: auto; max-inline-size: 34em; }
h1 { font-size: 1.25rem; font-weight: 650; letter-spacing: -0.01em; line-height: 1.75rem; }
h2 { font-size: 1.0625rem; font-weight: 600; line-height: 1.5rem; }
p, ol { color: var(--muted); margin-block-start: 12px; }
section {
  background: var(--raised); border: 1px solid var(--line); border-radius: 12px;
  margin-block-start: 24px; padding: 16px 16px 24px;
}
ol { display: grid; gap: 12px; padding-inline-start: 20px; }
li::marker { color: var(--accent); font-weight: 600; }
code {
  background: var(--surface); border: 1px solid var(--line); border-radius: 6px; color: var(--text);
  font: 0.8125rem/1.125rem ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  padding: 1px 5px; white-space: nowrap;
}
`;

const policy = formatPolicy({
  'default-src': "'none'",
  'style-src': `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
});

const page = `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Jibber needs an encrypted address</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Jibber needs an encrypted address</h1>
<p>The server is running, but this page was opened with <code>http://</code> from another machine. Browsers then keep no app and no chats for use without a network, and everybody on the way could read your password and your messages. So Jibber does not open here. Nothing of yours was sent.</p>
<section>
<h2>If somebody gave you this address</h2>
<p>Ask for the one that begins with <code>https://</code>.</p>
</section>
<section>
<h2>If you run this server</h2>
<p>Any one of these will do:</p>
<ol>
<li>On the machine itself, open it as <code>http://localhost</code> with the same port.</li>
<li>Let Jibber encrypt: set <code>TLS_CERT_FILE</code> and <code>TLS_KEY_FILE</code> to a certificate and its key, and start it again.</li>
<li>Put a reverse proxy with HTTPS before it, let the proxy set <code>X-Forwarded-For</code> and <code>X-Forwarded-Proto</code>, and name its IP address in <code>TRUSTED_PROXY</code>. If there is one already and you still see this page, that name is missing.</li>
</ol>
</section>
</main>
</body>
</html>
`;
