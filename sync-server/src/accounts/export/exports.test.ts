import { chatId, directChatId, fileId } from '@jibber/schema/ids';
import { alice, bob, mallory, nthEntryId, someGroup } from '@jibber/schema/testkit/people';
import { expect, test } from 'vitest';
import {
  bytesOf,
  groupOf,
  type KnownChat,
  messageOf,
  startExport,
  startMs,
} from '../../testkit/export-under-test.ts';
import { identityOf } from '../../testkit/test-device.ts';

const names = new Map([
  [alice, 'Alice'],
  [bob, 'Bob'],
]);
const nthGroup = (n: number) =>
  chatId(`g01960000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);

function direct(peer: typeof bob, text: string): KnownChat {
  const chat = { chatId: directChatId(alice, peer), kind: 'direct', peer } as const;
  return groupOf(chat.chatId, '', [[messageOf(1, text, peer)]], {
    chat: { ...chat, fromSegment: 0, segment: 0, readUpTo: 1 },
    info: { kind: 'direct' },
    members: [alice, peer],
  });
}

test('everything is there, as data and as pages', async () => {
  const picture = fileId(nthEntryId(77));
  const png = new Uint8Array([1, 2, 3]);
  const group = groupOf(someGroup, 'Climbing', [
    [
      [
        1,
        { id: nthEntryId(1), author: alice, at: startMs, event: { type: 'created', title: 'C' } },
      ],
      messageOf(2, 'to the rocks'),
      [
        3,
        {
          id: nthEntryId(3),
          author: bob,
          at: startMs,
          writtenAt: startMs,
          text: 'changed',
          edited: { at: startMs, times: 2 },
        },
      ],
      [4, { id: nthEntryId(4), author: bob, at: startMs, deleted: alice }],
    ],
  ]);
  const archive = await startExport({
    names,
    picture,
    pictures: new Map([[picture, png]]),
    chats: [
      { ...group, info: { ...group.info, about: 'On Sundays', picture } },
      direct(bob, 'hello'),
      direct(alice, 'milk, bread'),
    ],
  }).unpack();
  expect(archive.names).toEqual(
    expect.arrayContaining([
      'style.css',
      'profile.json',
      'devices.json',
      'blocks.json',
      'reports.json',
      `files/${picture}.png`,
      'index.html',
      'export.json',
    ]),
  );
  expect(archive.names.at(-1)).toBe('export.json');
  expect(archive.bytes(`files/${picture}.png`)).toEqual(png);
  expect(archive.json('profile.json')).toMatchObject({
    userId: alice,
    name: 'Alice',
    email: 'alice@example.org',
    about: 'likes climbing',
    picture: `files/${picture}.png`,
    createdAt: '2026-11-25T08:30:00.000Z',
  });
  expect(archive.json('export.json')).toMatchObject({
    format: 'jibber-export',
    version: 1,
    madeAt: '2026-11-25T08:30:00.000Z',
    by: { userId: alice, name: 'Alice', handle: 'alice' },
  });
  const folders = archive.names.filter((name) => name.endsWith('/chat.json'));
  const folder = folders.find((name) => name.includes('Climbing'))?.replace('/chat.json', '');
  expect(folders.map((name) => name.replace(/^chats\/\d-|\/chat.json$/g, '')).sort()).toEqual([
    'Bob',
    'Climbing',
    'Notes-to-self',
  ]);
  expect(archive.json(`${folder}/chat.json`)).toMatchObject({
    id: someGroup,
    kind: 'group',
    title: 'Climbing',
    about: 'On Sundays',
    picture: `files/${picture}.png`,
    settings: { write: 'members' },
    members: [
      { user: alice, name: 'Alice', role: 'member', isPresent: true, spans: [[1, null]] },
      { user: bob, name: 'Bob' },
    ],
  });
  expect(archive.json(`${folder}/messages.json`)).toEqual({
    isComplete: true,
    messages: [
      {
        number: 1,
        id: nthEntryId(1),
        author: alice,
        at: '2026-11-25T08:30:00.000Z',
        event: { type: 'created', title: 'C' },
      },
      {
        number: 2,
        id: nthEntryId(2),
        author: alice,
        at: '2026-11-25T08:32:00.000Z',
        writtenAt: '2026-11-25T08:31:59.000Z',
        text: 'to the rocks',
      },
      expect.objectContaining({
        number: 3,
        text: 'changed',
        edited: { at: '2026-11-25T08:30:00.000Z', times: 2 },
      }),
      expect.objectContaining({ number: 4, deletedBy: alice }),
    ],
  });
  const page = archive.text(`${folder}/index.html`);
  for (const text of ['to the rocks', 'On Sundays', 'Removed by <bdi>Alice</bdi>', 'edited']) {
    expect(page).toContain(text);
  }
  expect(page).toContain(`src="../../files/${picture}.png"`);
  expect(archive.text('index.html')).toContain(`href="${folder}/index.html"`);
});

const hostile = [
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an attribute that ends', `"><svg onload='alert(1)'>`],
  ['a path out', '../../../../etc/passwd'],
  ['a path of Windows', '..\\..\\C:\\boot.ini'],
  ['an address', 'https://evil.example/x?a=1'],
  ['NUL and control characters', 'a\0b\u0007c\u001b[31m\u009b'],
  ['lone surrogates', 'a\ud800b\udfff'],
  ['overrides of direction', '\u202eexe.gpj\u202c\u2066\u200f'],
  ['a comment and a style', '--><style>*{display:none}</style><!--'],
  ['very long', 'x'.repeat(60_000)],
  ['dots alone', '..'],
  ['nothing visible', '\u200b\u2060'],
  ['a device of Windows', 'CON'],
  ['an entity', '&lt;script&gt;&#0;'],
] as const;

test.each(hostile)('%s as title, name and text stays what it is', async (_, text) => {
  const event = { type: 'renamed', title: text };
  const place = { id: nthEntryId(9), author: mallory, at: startMs };
  const archive = await startExport({
    names: new Map([...names, [mallory, text]]),
    chats: [
      groupOf(
        someGroup,
        text,
        [[messageOf(1, text, mallory), [2, { ...place, event }], [3, { ...place, song: text }]]],
        { members: [alice, mallory] },
      ),
    ],
  }).unpack();
  for (const name of archive.names) {
    expect(name).toMatch(/^[\p{L}\p{M}\p{N}\-./]+$/u);
    expect(name.split('/').every((part) => !/^\.*$/.test(part))).toBe(true);
    expect(Buffer.byteLength(name)).toBeLessThan(255);
  }
  const [folder] = archive.names.filter((name) => name.endsWith('/messages.json'));
  const formed = text.toWellFormed();
  expect(archive.json(String(folder))).toMatchObject({
    messages: [{ text: formed }, { event: { title: formed } }, { unknown: { song: formed } }],
  });
  for (const name of archive.names.filter((each) => each.endsWith('.html'))) {
    const page = archive.text(name);
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
    for (const tag of tags) expect(allowed).toContain(tag);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
    expect(page).not.toMatch(/<title>[^<]*[\p{Cf}][^<]*<\/title>/u);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to]) => to)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^[a-z]+:|^\/|\.\.\/\.\.\/\.\./i)]),
    );
  }
});

const allowed = [
  ...[
    'html',
    'head',
    'meta',
    'title',
    'link',
    'body',
    'nav',
    'ul',
    'li',
    'a',
    'header',
    'h1',
    'h2',
  ],
  ...['main', 'p', 'ol', 'div', 'bdi', 'time', 'footer', 'img'],
];

test('a history that is withheld is not in it: segments before the grant are never asked for', async () => {
  const segments = [[messageOf(5, 'after')], [messageOf(6, 'later')]];
  const known = groupOf(someGroup, 'Us', segments);
  const chat = { ...known.chat, fromSegment: 3, segment: 4 };
  const under = startExport({ names, chats: [{ ...known, chat }] });
  const archive = await under.unpack();
  expect(new Set(under.read)).toEqual(
    new Set([`${someGroup}/chat`, `${someGroup}/3`, `${someGroup}/4`]),
  );
  expect(archive.names).toEqual(
    expect.arrayContaining(['chats/1-Us/part-1.html', 'chats/1-Us/index.html']),
  );
});

test('a chat that ends for this person meanwhile stops there, and says so', async () => {
  const segments = [[messageOf(1, 'seen')], [messageOf(2, 'not any more')]];
  const under = startExport({ names, chats: [groupOf(someGroup, 'Us', segments)] });
  under.state.isHidden = (name) => name === `${someGroup}/1`;
  const archive = await under.unpack();
  expect(archive.json('chats/1-Us/messages.json')).toMatchObject({
    isComplete: false,
    messages: [{ text: 'seen' }],
  });
  expect(archive.filesWith('not any more')).toEqual([]);
  under.state.isHidden = () => true;
  expect((await under.unpack()).names).not.toContain('chats/1-Us/chat.json');
});

test('many chats, and many with one title: each has a folder of its own', async () => {
  const chats = Array.from({ length: 1203 }, (_, n) =>
    groupOf(nthGroup(n), 'Same', [[messageOf(1, `in group ${n}.`)]]),
  );
  const archive = await startExport({ names, chats }).unpack();
  const folders = archive.names.filter((name) => name.endsWith('chat.json'));
  expect(new Set(folders).size).toBe(1203);
  for (const n of [0, 500, 1000, 1202]) expect(archive.filesWith(`in group ${n}.`)).toHaveLength(2);
  expect(archive.text('index.html').match(/<li>/g)).toHaveLength(1203);
});

test('nothing is read before somebody takes it: memory does not grow with the history', async () => {
  const segments = Array.from({ length: 50 }, (_, n) => [messageOf(n + 1, 'x'.repeat(5000))]);
  const under = startExport({ names, chats: [groupOf(someGroup, 'Us', segments)] });
  const reader = under.begin().getReader();
  await reader.read();
  expect(under.read).toEqual([]);
  const read: number[] = [];
  for (let taken = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    taken += value.length;
    // Each document is read once for the data and once for its page; one is ready ahead of it.
    read.push(under.read.length - taken / 5000);
  }
  expect(Math.max(...read)).toBeLessThan(4);
  expect(under.read).toHaveLength(101);
});

test('a download that is given up ends the reading and makes room for another', async () => {
  const segments = Array.from({ length: 50 }, (_, n) => [messageOf(n + 1, 'x'.repeat(5000))]);
  const under = startExport({ names, chats: [groupOf(someGroup, 'Us', segments)] });
  const reader = under.begin().getReader();
  while (under.read.length < 10) await reader.read();
  expect(under.exports.check(identityOf(alice))).toEqual({ ok: false, code: 'too-many-requests' });
  await reader.cancel();
  const { length } = under.read;
  expect(under.exports.check(identityOf(alice)).ok).toBe(true);
  expect((await bytesOf(under.begin())).length).toBeGreaterThan(500_000);
  expect(under.read.length).toBe(length + 101);
});

test('once the session has ended nothing more is given', async () => {
  const segments = Array.from({ length: 50 }, (_, n) => [messageOf(n + 1, 'x'.repeat(5000))]);
  const under = startExport({ names, chats: [groupOf(someGroup, 'Us', segments)] });
  const reader = under.begin().getReader();
  while (under.read.length < 10) await reader.read();
  under.state.session = 'ended';
  under.clock.now += 1001;
  const rest = async () => {
    for (;;) if ((await reader.read()).done) return;
  };
  await expect(rest()).rejects.toThrow('the session has ended');
  expect(under.read.length).toBeLessThan(14);
  expect(under.exports.check(identityOf(alice)).ok).toBe(true);
});

test('an account has one export at a time, and a few in an hour; others are not held up by it', async () => {
  const under = startExport({ names, perHour: 3 });
  const first = under.begin();
  expect(under.exports.begin(identityOf(alice))).toEqual({ ok: false, code: 'too-many-requests' });
  expect(under.exports.check(identityOf(bob)).ok).toBe(true);
  await bytesOf(first);
  await under.unpack();
  await under.unpack();
  expect(under.exports.check(identityOf(alice)).ok).toBe(false);
  expect(under.exports.begin(identityOf(alice)).ok).toBe(false);
});
