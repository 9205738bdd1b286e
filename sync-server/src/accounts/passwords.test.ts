import { beforeAll, expect, test } from 'vitest';
import { makePasswords, type Passwords } from './passwords.ts';

let passwords: Passwords;

beforeAll(async () => {
  passwords = await makePasswords();
});

async function hashed(password: string): Promise<string> {
  const result = await passwords.hash(password);
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

test('a password is kept as argon2id with 19 MiB, two passes and one lane', async () => {
  expect(await hashed('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('only the right password is right, and for nobody there is none', async () => {
  const hash = await hashed('correct horse');
  expect(await passwords.verify('correct horse', hash)).toEqual({ ok: true, value: true });
  expect(await passwords.verify('correct horsf', hash)).toEqual({ ok: true, value: false });
  expect(await passwords.verify('correct horse', undefined)).toEqual({ ok: true, value: false });
});

test('a letter is the same whether a keyboard sends it composed or with a loose accent', async () => {
  const hash = await hashed('caf\u00e9 caf\u00e9');
  expect(await passwords.verify('cafe\u0301 cafe\u0301', hash)).toEqual({ ok: true, value: true });
});

test('a password that goes on beyond the limit is not the one that ends there', async () => {
  const hash = await hashed('x'.repeat(256));
  expect(await passwords.verify('x'.repeat(257), hash)).toEqual({ ok: true, value: false });
  expect(await passwords.verify('x'.repeat(1_000_000), hash)).toEqual({ ok: true, value: false });
});

test('of sixty checks at once some are told to come again, and none is lost', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => passwords.verify('guess', undefined)),
  );
  const busy = answers.filter((answer) => !answer.ok);
  expect(busy).toHaveLength(8);
});
