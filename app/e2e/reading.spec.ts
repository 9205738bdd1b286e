/**
 * What makes reading a pleasure, read from what is painted: days and groups, drafts that stay, links
 * that lead where they seem to.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { World, WorldMessage } from '../../scripts/demo/world.ts';
import { writeWorld } from '../../scripts/demo/write-world.ts';
import { type Browser, launchBrowser } from '../../scripts/services/browser.ts';
import { type Run, startRun } from '../../scripts/services/run.ts';
import { formatDay } from '../src/i18n/dates.ts';
import { accountOf, signIn } from './support/account.ts';
import { readBubbles } from './support/bubbles.ts';
import { countRecords } from './support/device.ts';
import {
  chatRow,
  composer,
  message,
  openChat,
  timeline,
  waitForState,
  write,
} from './support/person.ts';
import { offlineNoise, watchForErrors } from './support/screen.ts';
import { type JourneyServer, startServer } from './support/server.ts';
import { settle } from './support/timeline-place.ts';

/** A time of a day, by the clock that the browsers go by, too. */
function onDay(daysAgo: number, hour: number, minute: number): number {
  const day = new Date();
  day.setHours(hour, minute, 0, 0);
  day.setDate(day.getDate() - daysAgo);
  return day.getTime();
}

const [alices, bobs, carols] = [0, 1, 2] as const;
const said = (author: number, text: string, at: number): WorldMessage => ({ author, text, at });

/** What must never be a link, and what of it may be one. */
const traps: readonly (readonly [text: string, href?: string])[] = [
  ['javascript:alert(document.domain)'],
  ['JaVaScRiPt:alert(1)//https'],
  ['data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='],
  ['<img src=x onerror=alert(1)><a href="javascript:alert(1)">here</a>'],
  ['https://p\u0430ypal.com/login'],
  ['https://\u0430\u0440\u0440\u04cf\u0435.com'],
  // Only the part that leads where it says.
  ['https://bank.example@evil.example/', 'https://bank.example/'],
  ['https://files.example/\u202egpj.exe'],
  ['See https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
  ['www.example.org', 'https://www.example.org/'],
  ['Mail ann@example.org', 'mailto:ann@example.org'],
  ['https://müller.example/', 'https://xn--mller-kva.example/'],
];

const world: World = {
  people: ['Alice', 'Bob', 'Carol'].map(accountOf),
  groups: [],
  chats: [
    {
      members: [alices, bobs],
      messages: [
        said(bobs, 'Long ago', onDay(400, 12, 0)),
        said(bobs, 'First of three', onDay(3, 12, 0)),
        said(bobs, 'Second of three', onDay(3, 12, 1)),
        said(bobs, 'Third of three', onDay(3, 12, 3)),
        said(bobs, 'After a while', onDay(3, 12, 20)),
        said(alices, 'Answer one', onDay(3, 12, 21)),
        said(alices, 'Answer two', onDay(3, 12, 22)),
        said(bobs, 'Before midnight', onDay(1, 23, 59)),
        said(bobs, 'After midnight', onDay(0, 0, 0)),
      ],
    },
    {
      members: [alices, carols],
      messages: traps.map(([text], index) => said(carols, text, onDay(2, 12, index))),
    },
  ],
};

let run: Run;
let server: JourneyServer;
let alice: Browser;
let bob: Browser;
let errors: () => string[];

beforeAll(async () => {
  run = await startRun();
  server = await startServer(run, {
    fill: (database) => writeWorld(database, world, () => undefined),
  });
  [alice, bob] = await Promise.all([launchBrowser(run), launchBrowser(run)]);
  errors = watchForErrors(alice.page, offlineNoise);
  await Promise.all([
    signIn(alice.page, server.origin, accountOf('Alice')),
    signIn(bob.page, server.origin, accountOf('Bob')),
  ]);
});

afterAll(async () => {
  await run?.stop();
});

test('each day is named once, between the days; what one person says at one time stands together', async () => {
  const { page } = alice;
  await page.setViewportSize({ width: 1280, height: 1200 });
  await openChat(page, 'Bob');
  await message(page, 'After midnight').waitFor();
  await settle(page);
  const bubbles = await readBubbles(page);
  const texts = bubbles.map(({ text }) => text);
  expect(texts).toEqual(world.chats[0]?.messages.map(({ text }) => text));
  const context = { locale: 'en-GB', todayWord: 'Today', yesterdayWord: 'Yesterday' };
  const dayOf = (daysAgo: number) => formatDay(context, onDay(daysAgo, 12, 0), Date.now());
  expect(bubbles.map(({ above }) => above.map(({ text }) => text))).toEqual([
    [dayOf(400)],
    [dayOf(3)],
    [],
    [],
    [],
    [],
    [],
    ['Yesterday', 'New messages'],
    ['Today'],
  ]);
  for (const [index, bubble] of bubbles.entries()) {
    const before = bubbles[index - 1];
    for (const day of bubble.above) {
      expect(day.y + day.height).toBeLessThanOrEqual(bubble.y);
      if (before !== undefined) expect(day.y).toBeGreaterThanOrEqual(before.y + before.height);
    }
  }
  const gapAbove = (text: string) => {
    const at = texts.indexOf(text);
    const [before, here] = [bubbles[at - 1], bubbles[at]];
    return before && here && here.y - before.y - before.height;
  };
  for (const text of ['Second of three', 'Third of three', 'Answer two']) {
    expect(gapAbove(text)).toBeLessThanOrEqual(4);
  }
  for (const text of ['After a while', 'Answer one']) expect(gapAbove(text)).toBeGreaterThan(8);
  const corners = Object.fromEntries(bubbles.map(({ text, corners: radii }) => [text, radii]));
  expect(corners).toMatchObject({
    'First of three': [18, 18, 18, 6],
    'Second of three': [6, 18, 18, 6],
    'Third of three': [6, 18, 18, 18],
    'After a while': [18, 18, 18, 18],
    'Answer one': [18, 18, 6, 18],
    'Answer two': [18, 6, 18, 18],
    'Before midnight': [18, 18, 18, 18],
    'After midnight': [18, 18, 18, 18],
  });
  const [theirs, own] = [
    bubbles[texts.indexOf('First of three')],
    bubbles[texts.indexOf('Answer one')],
  ];
  expect(own && theirs && own.x + own.width).toBeGreaterThan(
    (theirs?.x ?? 0) + (theirs?.width ?? 0),
  );
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a draft stays in its chat, over a reload and in the list, until it is sent', async () => {
  const { page } = alice;
  await composer(page).fill('Half a thought for Bob');
  await openChat(page, 'Carol');
  expect(await composer(page).inputValue()).toBe('');
  await chatRow(page, 'Bob').getByText('Half a thought for Bob').waitFor();
  await composer(page).fill('Another, for Carol');
  await expect.poll(async () => (await countRecords(page)).drafts).toBe(2);
  await page.reload();
  await composer(page).waitFor();
  expect(await composer(page).inputValue()).toBe('Another, for Carol');
  await chatRow(page, 'Bob').getByText('Draft:').waitFor();
  await openChat(page, 'Bob');
  expect(await composer(page).inputValue()).toBe('Half a thought for Bob');
  await composer(page).press('Enter');
  await waitForState(page, 'Half a thought for Bob', 'sent');
  await expect.poll(async () => (await countRecords(page)).drafts).toBe(1);
  await page.reload();
  await message(page, 'Half a thought for Bob').waitFor();
  expect(await composer(page).inputValue()).toBe('');
  await chatRow(page, 'Carol').getByText('Another, for Carol').waitFor();
});

test('a link is what leads where it seems to, opens apart, and nothing else can be pressed', async () => {
  const { page } = alice;
  page.on('dialog', (dialog) => {
    throw new Error(`a script ran: ${dialog.message()}`);
  });
  await openChat(page, 'Carol');
  await message(page, 'Mail ann@example.org').waitFor();
  const painted = await timeline(page).evaluate((list) => ({
    texts: [...list.querySelectorAll('[data-part="bubble"]')].map(
      (bubble) => bubble.firstElementChild?.textContent,
    ),
    links: [...list.querySelectorAll('a')].map((link) => link.href),
    kinds: [
      ...new Set([...list.querySelectorAll('a')].map((link) => `${link.target} ${link.rel}`)),
    ],
    foreign: list.querySelectorAll('img, script, iframe, [onerror]').length,
  }));
  expect(painted.texts).toEqual(traps.map(([text]) => text));
  expect(painted.links).toEqual(traps.flatMap(([, href]) => href ?? []));
  expect(painted.kinds).toEqual(['_blank noopener noreferrer nofollow']);
  expect(painted.foreign).toBe(0);

  await openChat(bob.page, 'Alice');
  const address = `${server.origin}/healthz`;
  await write(bob.page, `Look at ${address}`);
  await openChat(page, 'Bob');
  const opening = alice.context.waitForEvent('page');
  await timeline(page).getByRole('link', { name: address }).click();
  const opened = await opening;
  await opened.waitForURL(address);
  expect(await opened.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
  await opened.close();
  expect(errors()).toEqual([]);
});
