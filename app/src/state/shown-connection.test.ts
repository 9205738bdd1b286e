import { expect, test } from 'vitest';
import { showConnection } from './shown-connection.ts';

test('a short loss of the connection is not mentioned', () => {
  expect(showConnection('offline', false, 'nothing')).toBe('nothing');
  expect(showConnection('connecting', false, 'nothing')).toBe('nothing');
  expect(showConnection('updating', false, 'nothing')).toBe('nothing');
});

test('a loss that lasts is said', () => {
  expect(showConnection('offline', true, 'nothing')).toBe('offline');
  expect(showConnection('connecting', true, 'nothing')).toBe('connecting');
});

test('the line stays still while the app tries again and again', () => {
  expect(showConnection('connecting', true, 'offline')).toBe('offline');
  expect(showConnection('offline', false, 'offline')).toBe('offline');
});

test('the line goes as soon as there is a connection', () => {
  expect(showConnection('live', true, 'offline')).toBe('nothing');
  expect(showConnection('updating', false, 'offline')).toBe('nothing');
});

test('catching up is said when it lasts', () => {
  expect(showConnection('updating', true, 'nothing')).toBe('updating');
});
