import { expect, test } from 'vitest';
import { listSizePx, makeListSize } from './list-size.ts';

function makeStorage(stored?: string) {
  const values = new Map(stored === undefined ? [] : [['list-size', stored]]);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => {
      values.set(key, value);
    },
  };
}

test('the width is kept, within its bounds', () => {
  const storage = makeStorage();
  makeListSize(storage).resize(366.4);
  expect(makeListSize(storage).widthPx()).toBe(366);
  makeListSize(storage).resize(9000);
  expect(makeListSize(storage).widthPx()).toBe(listSizePx.most);
  makeListSize(storage).resize(10);
  expect(makeListSize(storage).widthPx()).toBe(listSizePx.least);
});

test.each([undefined, 'wide', '-3', 'NaN', ''])('a stored “%s” means the first width', (stored) => {
  expect(makeListSize(makeStorage(stored)).widthPx()).toBe(listSizePx.first);
});

test('on a full disk it holds for the visit', () => {
  const size = makeListSize({
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  size.resize(370);
  expect(size.widthPx()).toBe(370);
});
