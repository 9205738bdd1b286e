import { expect, test } from 'vitest';
import { english } from './english.ts';
import { englishAccount } from './english-account.ts';
import { englishChat } from './english-chat.ts';
import { englishData } from './english-data.ts';
import { englishGroup } from './english-group.ts';
import { englishGroupPanel } from './english-group-panel.ts';
import { englishNotice } from './english-notice.ts';
import { englishPeople } from './english-people.ts';
import { englishPicture } from './english-picture.ts';
import type { Entry } from './translate.ts';

const dictionaries = [
  englishNotice,
  english,
  englishAccount,
  englishChat,
  englishData,
  englishPeople,
  englishPicture,
  englishGroup,
  englishGroupPanel,
];
const keys = dictionaries.flatMap((dictionary) => Object.keys(dictionary));

/** The program, without its dictionaries and tests. */
const sources = Object.entries(
  import.meta.glob<string>('../{App.tsx,start.tsx,features/**/*,state/*,ui/**/*,i18n/words.ts}', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)
  .filter(([path]) => /\.tsx?$/.test(path) && !path.includes('.test.'))
  .map(([, text]) => text)
  .join('\n');

test('no key stands in two dictionaries', () => {
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('every sentence is shown somewhere', () => {
  const computed = [...sources.matchAll(/`([\w.]+\.)\$\{[^}]+\}([\w.]*)`/g)].map(
    (match) => new RegExp(`^${match[1]}[^.]+${match[2]}$`),
  );
  const unused = keys.filter(
    (key) => !sources.includes(`'${key}'`) && !computed.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual([]);
});

test('no English sentence blames, shouts or is empty', () => {
  const texts = dictionaries.flatMap((dictionary) =>
    Object.values<Entry>(dictionary).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ),
  );
  expect(texts.filter((text) => text.trim() === '' || /!|oops|invalid/i.test(text))).toEqual([]);
});
