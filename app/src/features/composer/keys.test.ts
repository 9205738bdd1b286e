import { expect, test } from 'vitest';
import { readKey } from './keys.ts';

function press(key: string, held: Partial<Parameters<typeof readKey>[0]> = {}) {
  return {
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    ...held,
  };
}

test('Enter sends and Shift+Enter breaks the line', () => {
  expect(readKey(press('Enter'), false, false)).toBe('send');
  expect(readKey(press('Enter', { shiftKey: true }), false, false)).toBeUndefined();
});

test('on a touch screen Enter breaks the line, with Ctrl it sends', () => {
  expect(readKey(press('Enter'), true, false)).toBeUndefined();
  expect(readKey(press('Enter', { ctrlKey: true }), true, false)).toBe('send');
});

test('Enter that chooses a character sends nothing', () => {
  expect(readKey(press('Enter', { isComposing: true }), false, false)).toBeUndefined();
});

test('the up arrow edits only from an empty field, and only alone', () => {
  expect(readKey(press('ArrowUp'), false, true)).toBe('edit-last');
  expect(readKey(press('ArrowUp'), false, false)).toBeUndefined();
  expect(readKey(press('ArrowUp', { altKey: true }), false, true)).toBeUndefined();
});
