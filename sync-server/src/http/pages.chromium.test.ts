/** What a real browser makes of the headers and of the page for insecure addresses. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, launchBrowser } from '../../../scripts/services/browser.ts';
import { type Run, startRun } from '../../../scripts/services/run.ts';
import { createTransport } from '../transport/create-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { makeCallerResolver, readForwarded } from './client-address.ts';
import { refuseInsecure } from './insecure-origin.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { openStaticFiles } from './static-files.ts';

const shell = `<!doctype html><html lang="en"><head><title>shell</title>
<link rel="stylesheet" href="/own.css"><style>body { margin: 99px }</style></head>
<body style="padding: 99px"><p id="text">text</p>
<script>document.title = 'inline script ran'</script>
<script src="/own.js"></script><script src="data:text/javascript,document.title='data ran'"></script>
</body></html>`;
const script = `
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  globalThis.violations.push(event.effectiveDirective);
});
document.getElementById('text').style.color = 'rgb(1, 2, 3)';
globalThis.ran = true;`;

let run: Run;
let transport: Transport;
let browser: Browser;
let port: number;
let upgrades = 0;

beforeAll(async () => {
  run = await startRun();
  const folder = join(run.folder, 'app');
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), shell);
  await writeFile(join(folder, 'own.js'), script);
  await writeFile(join(folder, 'own.css'), '#text { font-weight: 700 }');
  await writeFile(join(folder, 'worker.js'), 'self.addEventListener("fetch", () => {});');
  const serve = await openStaticFiles(folder, (fault) => {
    throw fault;
  });
  const resolve = makeCallerResolver([]);
  transport = createTransport('auto', {
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    handleHttp: async (request, peer) => {
      const caller = resolve(readForwarded(request), peer);
      return addSecurityHeaders(refuseInsecure(request, caller) ?? (await serve(request)), caller);
    },
    sockets: {
      upgrade: () => {
        upgrades += 1;
        return { accept: true, context: undefined };
      },
      open: () => {},
      message: () => {},
      drain: () => {},
      close: () => {},
    },
  });
  port = await transport.listen('127.0.0.1', 0);
  browser = await launchBrowser(run, {
    switches: ['--host-resolver-rules=MAP jibber.example 127.0.0.1'],
  });
});
afterAll(async () => {
  await browser.close();
  await transport.close();
  await run.stop();
});

async function open(address: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(fault.message));
  await page.goto(address);
  return { page, complaints };
}

test('under the policy own files work; inline code, foreign hosts and untyped HTML do not', async () => {
  const { page } = await open(`http://localhost:${port}/chat/d01`);
  expect(await page.title()).toBe('shell');
  expect(await page.evaluate('globalThis.ran')).toBe(true);
  const styles = await page.evaluate(`(() => {
    const text = getComputedStyle(document.getElementById('text'));
    const body = getComputedStyle(document.body);
    return [text.color, text.fontWeight, body.margin, body.padding];
  })()`);
  expect(styles).toEqual(['rgb(1, 2, 3)', '700', '8px', '0px']);
  const outcomes = await page.evaluate(`(async () => {
    const outcome = async (attempt) => {
      try {
        await attempt();
        return 'worked';
      } catch (fault) {
        return fault.name;
      }
    };
    const policy = trustedTypes.createPolicy('service-worker', { createScriptURL: (url) => url });
    const blob = URL.createObjectURL(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' }));
    return {
      own: await outcome(() => fetch('/own.js')),
      foreign: await outcome(() => fetch('http://jibber.example:${port}/own.js')),
      socket: await outcome(() => new Promise((resolve, reject) => {
        const socket = new WebSocket('ws://' + location.host + '/socket');
        socket.onopen = resolve;
        socket.onerror = () => reject(new TypeError('no socket'));
      })),
      html: await outcome(() => { document.getElementById('text').innerHTML = '<b>x</b>'; }),
      evaluation: await outcome(() => (0, eval)('1')),
      otherPolicy: await outcome(() => trustedTypes.createPolicy('mallory', {})),
      worker: await outcome(() => navigator.serviceWorker.register(policy.createScriptURL('/worker.js'))),
      picture: await outcome(() => Object.assign(new Image(), { src: blob }).decode()),
    };
  })()`);
  expect(outcomes).toEqual({
    own: 'worked',
    foreign: 'TypeError',
    socket: 'worked',
    html: 'TypeError',
    evaluation: 'EvalError',
    otherPolicy: 'TypeError',
    worker: 'worked',
    picture: 'worked',
  });
  expect(upgrades).toBe(1);
  await page.close();
});

test('no other page can frame ours', async () => {
  const { page } = await open('about:blank');
  await page.setContent(`<iframe src="http://localhost:${port}/"></iframe>`);
  const frame = page.frames().find((each) => each !== page.mainFrame());
  await frame?.waitForLoadState();
  expect(await frame?.evaluate('globalThis.ran === true')).toBe(false);
  await page.close();
});

test.each([
  { width: 390, height: 844, scheme: 'light' as const },
  { width: 1280, height: 800, scheme: 'dark' as const },
  { width: 320, height: 600, scheme: 'light' as const },
])(
  'opened from elsewhere without TLS a page says why, at $width pixels in $scheme',
  async ({ width, height, scheme }) => {
    const { page, complaints } = await open(`http://jibber.example:${port}/chat/d01`);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    expect(await page.title()).toBe('Jibber needs an encrypted address');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Jibber needs an encrypted address',
    );
    const facts = await page.evaluate(`(() => ({
      overflows: document.documentElement.scrollWidth > innerWidth,
      background: getComputedStyle(document.body).backgroundColor,
      radius: getComputedStyle(document.querySelector('section')).borderRadius,
    }))()`);
    expect(facts).toEqual({
      overflows: false,
      background: scheme === 'dark' ? 'oklch(0.19 0.012 260)' : 'oklch(0.99 0.003 250)',
      radius: '12px',
    });
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    );
    await page.evaluate(axe);
    const violations = await page.evaluate(
      '(async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes.length]))()',
    );
    expect(violations).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  },
);
