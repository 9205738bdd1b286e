import { expect, test } from 'vitest';
import { chooseHue, hueCount } from './hue.ts';
import { takeInitials } from './initials.ts';

test.each([
  ['Anouk Okafor', 'AO'],
  ['Tomasz Kowalczyk-Lindqvist', 'TK'],
  ['Bo', 'B'],
  ['choir, thursday evening', 'CE'],
  ['山田太郎', '山'],
  ['محمد علي', 'مع'],
  ['👩‍👩‍👧 Family', '👩‍👩‍👧F'],
  ['(((', ''],
  ['  ', ''],
])('the initials of “%s” are “%s”', (name, initials) => {
  expect(takeInitials(name)).toBe(initials);
});

test('an id keeps its hue, and ids made one after the other do not share one', () => {
  const ids = Array.from(
    { length: 1200 },
    (_, n) => `0193a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`,
  );
  const counts = new Array<number>(hueCount).fill(0);
  for (const id of ids) {
    const hue = chooseHue(id);
    expect(chooseHue(id)).toBe(hue);
    counts[hue] = (counts[hue] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(50);
});
