/**
 * Commands about accounts and sessions (HTTP under /api, JSON). Who asks is the session's cookie.
 * An address is an e-mail address or a phone number in E.164, in one field.
 */
import * as v from 'valibot';
import { fileIdSchema, userIdSchema, utf8Bytes } from '../claims.ts';
import { limits } from '../limits.ts';
import { isBlank, repairText } from '../text.ts';

export const handlePattern = new RegExp(
  `^[a-z0-9_]{${limits.handleMinUnits},${limits.handleMaxUnits}}$`,
);
const emailPattern =
  /^[^\s\p{Cc}\p{Cf}\p{Cs}@"'<>()[\]\\,;:]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/u;
const phonePattern = /^\+[1-9][0-9]{6,14}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: names must not hold any of them
const controlPattern = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export type Address =
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'phone'; readonly value: string };

/** Reads what a person typed: spaces, dots and dashes in a phone number are his; undefined: neither. */
export function readAddress(typed: string): Address | undefined {
  const text = typed.trim();
  if (text.length > limits.addressUnits) return undefined;
  if (text.startsWith('+')) {
    const value = text.replace(/[\s().\-/]/g, '');
    return phonePattern.test(value) ? { kind: 'phone', value } : undefined;
  }
  const value = text.toLowerCase();
  return emailPattern.test(value) ? { kind: 'email', value } : undefined;
}

export function isHandle(text: string): boolean {
  return handlePattern.test(text);
}

export function isPassword(text: string): boolean {
  return text.length >= limits.passwordMinUnits && utf8Bytes(text) <= limits.passwordMaxBytes;
}

/** A name as it is stored (trimmed, inner white space folded); undefined where it is none. */
export function readName(typed: string): string | undefined {
  const name = typed.toWellFormed().trim().replace(/\s+/g, ' ');
  return name.length <= limits.nameUnits && !isBlank(name) && !controlPattern.test(name)
    ? name
    : undefined;
}

/** What a person says of himself, as it is stored; '' for nothing, undefined where it is too long. */
export function readAbout(typed: string): string | undefined {
  const about = repairText(typed).trim();
  return about.length > limits.aboutUnits ? undefined : isBlank(about) ? '' : about;
}

const text = v.string();

/** POST /api/account → Me. Codes: address-, handle-, name-, password-invalid, …-taken, registration-closed. */
export const createAccountSchema = v.strictObject({
  address: text,
  password: text,
  name: text,
  handle: text,
});
export type CreateAccount = v.InferOutput<typeof createAccountSchema>;

/** POST /api/session → Me. Codes: address-invalid, wrong-credentials, too-many-requests, too-many-devices, busy. */
export const signInSchema = v.strictObject({ address: text, password: text });
export type SignIn = v.InferOutput<typeof signInSchema>;

/** GET /api/session → Me, or signed-out / session-ended. DELETE /api/session signs out. */
export const meSchema = v.object({
  userId: userIdSchema,
  name: text,
  handle: text,
  /** The address signed in with last, for "Sign in as …". */
  address: text,
});
export type Me = v.InferOutput<typeof meSchema>;

/** POST /api/password {current, next} → ends all other sessions. */
export const changePasswordSchema = v.strictObject({ current: text, next: text });

/**
 * POST /api/account/delete: ends the account and all its sessions. Codes: wrong-credentials,
 * too-many-requests, busy.
 */
export const deleteAccountSchema = v.strictObject({
  password: text,
  messages: v.picklist(['stay', 'erase']),
});
/** What becomes of the messages of whoever deletes his account. */
export type MessagesChoice = DeleteAccount['messages'];
export type DeleteAccount = v.InferOutput<typeof deleteAccountSchema>;

/** POST /api/people {query}: exact handle (with or without @) or exact address → Person, or person-not-found. */
export const findPersonSchema = v.strictObject({ query: text });

/**
 * GET /api/profiles?ids=a,b (at most 100; people one shares a chat with, or oneself) → Person[]. Of
 * whoever has blocked the asker the name alone: an empty handle, nothing else. Of a deleted account
 * it is `deleted`, and the name says so in English for apps that do not know the word.
 */
export const personSchema = v.object({
  userId: userIdSchema,
  name: text,
  handle: text,
  about: v.optional(text),
  picture: v.optional(v.nullable(fileIdSchema)),
  deleted: v.optional(v.literal(true)),
});
export type Person = v.InferOutput<typeof personSchema>;
export const peopleSchema = v.array(personSchema);

/** GET /api/handles/:handle → {free}. */
export const handleAnswerSchema = v.object({ free: v.boolean() });

/** GET /api/server → what the welcome page needs to know before anybody is signed in. */
export const serverSchema = v.object({
  registration: v.picklist(['open', 'closed']),
  version: text,
});

/** Every error answer under /api. */
export const errorAnswerSchema = v.object({ code: text });
