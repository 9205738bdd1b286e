/** Over HTTPS and WSS, which this server speaks itself, on both transports; and over neither. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/services/browser.ts';
import { makeCertificate, type TestCertificate } from '../../scripts/services/certificate.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { accountOf, createAccount } from './support/account.ts';
import { hintOnline } from './support/network.ts';
import { readTimeline } from './support/painted.ts';
import { openChat, openDirect, waitForState, write } from './support/person.ts';
import { expectAccessible, offlineNoise, watchForErrors } from './support/screen.ts';
import { startServer } from './support/server.ts';

let run: Run;
let certificate: TestCertificate;

beforeAll(async () => {
  run = await startRun();
  certificate = await makeCertificate(run.folder);
});

afterAll(async () => {
  await run?.stop();
});

test.each(['uwebsockets', 'ws'])(
  'over %s with TLS: signed up, written, started cold without the server, sent when it is back',
  async (transport) => {
    const server = await startServer(run, {
      environment: {
        TRANSPORT: transport,
        TLS_CERT_FILE: certificate.certFile,
        TLS_KEY_FILE: certificate.keyFile,
      },
    });
    const switches = [`--ignore-certificate-errors-spki-list=${certificate.publicKeyHash}`];
    const first = await launchBrowser(run, { switches });
    const errors = watchForErrors(first.page, offlineNoise);
    await createAccount(first.page, server.origin, accountOf('Alice'));
    expect(await first.page.evaluate(() => [isSecureContext, location.protocol])).toEqual([
      true,
      'https:',
    ]);
    await first.page.evaluate(() => navigator.serviceWorker.ready);
    await openDirect(first.page, 'Alice', 'Notes to self');
    await write(first.page, 'Over TLS');
    await waitForState(first.page, 'Over TLS', 'sent');
    const [cookie] = (await first.context.cookies()).filter(({ httpOnly }) => httpOnly);
    expect(cookie).toMatchObject({ secure: true, sameSite: 'Lax' });
    expect(cookie?.name).toMatch(/^__Host-/);
    await first.close();
    await server.kill();

    const { profileFolder } = first;
    const second = await launchBrowser(run, { switches, profileFolder });
    const laterErrors = watchForErrors(second.page, offlineNoise);
    await second.page.goto(server.origin);
    await openChat(second.page, 'Notes to self');
    await write(second.page, 'Without the server');
    await waitForState(second.page, 'Without the server', 'saved');
    await server.start();
    await hintOnline(second.page);
    await waitForState(second.page, 'Without the server', 'sent');
    const texts = (await readTimeline(second.page)).map(({ text }) => text);
    expect(texts).toEqual(['Over TLS', 'Without the server']);
    expect([...errors(), ...laterErrors()]).toEqual([]);
    await second.close();
    await server.stop();
  },
);

test('opened without TLS from elsewhere, a page says why there is no app, and what to do', async () => {
  const server = await startServer(run);
  const switches = ['--host-resolver-rules=MAP chat.example 127.0.0.1'];
  const { page } = await launchBrowser(run, { switches });
  const errors = watchForErrors(page);
  await page.goto(`http://chat.example:${server.port}/`);
  await page.getByRole('heading', { name: 'Jibber needs an encrypted address' }).waitFor();
  await page.getByText('TLS_CERT_FILE').waitFor();
  await expectAccessible(page, 'insecure address');
  expect(await page.evaluate(() => document.scripts.length)).toBe(0);
  await page.goto(`http://chat.example:${server.port}/sign-in`);
  await page.getByRole('heading', { name: 'Jibber needs an encrypted address' }).waitFor();
  expect(errors()).toEqual([]);
});
