import { expect, test } from 'vitest';
import {
  cleanHandle,
  createAccountFields,
  type Form,
  fieldOf,
  findProblems,
  signInFields,
} from './form-check.ts';

const whole: Form = {
  address: 'alice@example.org',
  password: 'correct horse',
  name: 'Alice',
  handle: 'alice_1',
};

test('a whole form has no problem, with an e-mail address or a phone number', () => {
  expect(findProblems(whole, createAccountFields)).toEqual({});
  expect(findProblems({ ...whole, address: '+49 170 1234567' }, createAccountFields)).toEqual({});
});

test('each empty field is asked for, and nothing else is said of it', () => {
  expect(
    findProblems({ address: '', password: ' ', name: '', handle: '' }, createAccountFields),
  ).toEqual({
    address: 'required',
    password: 'required',
    name: 'required',
    handle: 'required',
  });
});

test('each rule names its own field', () => {
  expect(
    findProblems(
      { address: 'alice', password: 'short', name: 'x'.repeat(65), handle: 'Ä' },
      createAccountFields,
    ),
  ).toEqual({
    address: 'address-invalid',
    password: 'password-invalid',
    name: 'name-invalid',
    handle: 'handle-invalid',
  });
});

test('an old short password may still sign in', () => {
  expect(findProblems({ ...whole, password: 'short' }, signInFields)).toEqual({});
});

test('refusals of the server find their field, others none', () => {
  expect(fieldOf('handle-taken')).toBe('handle');
  expect(fieldOf('address-taken')).toBe('address');
  expect(fieldOf('wrong-credentials')).toBeUndefined();
});

test('a handle may be typed as it is spoken of', () => {
  expect(cleanHandle(' @Alice_1')).toBe('alice_1');
});
