/**
 * Hashes and checks passwords with argon2id (19 MiB, 2 passes, 1 lane: OWASP's first choice).
 * Invariants: a check costs the same whether there is an account or not; however many ask, at most
 * two hashes are computed at a time and fifty wait.
 */
import { limits } from '@jibber/schema/limits';
import { type Result, succeed } from '@jibber/schema/result';
import { hash, type Options, verify } from '@node-rs/argon2';
import { makeBoundedQueue } from './bounded-queue.ts';

/** argon2id is the library's default algorithm; its names cannot be imported under isolated modules. */
const options: Options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export interface Passwords {
  /** @param password valid by `isPassword`. `busy`: too many wait. */
  hash(password: string): Promise<Result<string, 'busy'>>;
  /**
   * @param password as typed, of any size
   * @param passwordHash of the account; undefined where there is none, which takes as long and is false
   */
  verify(password: string, passwordHash: string | undefined): Promise<Result<boolean, 'busy'>>;
}

/** Computes the hash that stands in for unknown accounts once; call it at the start. */
export async function makePasswords(): Promise<Passwords> {
  const queue = makeBoundedQueue({ running: 2, waiting: 50 });
  const nobodysHash = await hash(crypto.randomUUID(), options);
  return {
    hash: (password) => queue.run(() => hash(bytesOf(password), options)),
    async verify(password, passwordHash) {
      const bytes = bytesOf(password);
      const verified = await queue.run(() => verify(passwordHash ?? nobodysHash, bytes));
      if (!verified.ok) return verified;
      return succeed(verified.value && passwordHash !== undefined);
    },
  };
}

/**
 * What is hashed: one form of letters that keyboards compose differently. Nobody has a password
 * longer than the limit, and hashing one would let a sender choose how much work there is.
 */
function bytesOf(password: string): Uint8Array {
  return Buffer.from(password.slice(0, limits.passwordMaxBytes + 1).normalize('NFC'));
}
