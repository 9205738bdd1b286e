/**
 * Values of `members`: what somebody is in a chat, and from which number to which he was. Invariant: a
 * value is replaced whole, and spans are only added or closed, so that it tells who was there for any
 * message of the chat.
 */
import type { UserId } from '../ids.ts';
import { isUserId } from '../ids.ts';
import { isCount, isRecord, type Json } from './json.ts';

/** From the number on which somebody is a member, to the last one; open while `null`. */
export type Span = readonly [from: number, to: number | null];
export type Role = 'owner' | 'administrator' | 'member';

export type Member = {
  readonly role: Role;
  /** Present while the last one is open. */
  readonly spans: readonly Span[];
  /** The first segment that he may see; absent: all of them. */
  readonly history?: number;
  /** Waits for his own answer; present at ms. */
  readonly invited?: { readonly by: UserId; readonly at: number };
  /** Waits for an administrator's; since then, ms. */
  readonly asked?: number;
  /**
   * When somebody else removed him last, or did not let him in, ms: invite links from before are of no
   * use to him.
   */
  readonly removed?: number;
};

const roles: ReadonlySet<unknown> = new Set(['owner', 'administrator', 'member']);

export function isRole(value: unknown): value is Role {
  return roles.has(value);
}

/**
 * Reads a value of `members`; undefined where it is not one that this version knows. Keys of newer
 * versions are passed over.
 */
export function readMember(value: unknown): Member | undefined {
  if (!isRecord(value) || !isRole(value.role) || !Array.isArray(value.spans)) return undefined;
  const claimed: readonly unknown[] = value.spans;
  const spans: Span[] = [];
  for (const span of claimed) {
    const read = readSpan(span);
    if (read === undefined) return undefined;
    spans.push(read);
  }
  const { role, history, invited, asked, removed } = value;
  return {
    role,
    spans,
    ...(isCount(history) ? { history } : {}),
    ...(isRecord(invited) && isUserId(invited.by) && isCount(invited.at)
      ? { invited: { by: invited.by, at: invited.at } }
      : {}),
    ...(isCount(asked) ? { asked } : {}),
    ...(isCount(removed) ? { removed } : {}),
  };
}

function readSpan(value: unknown): Span | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const ends: readonly unknown[] = value;
  const [from, to] = ends;
  return isCount(from) && (to === null || isCount(to)) ? [from, to] : undefined;
}

/** A member as it is stored. */
export function storedMember(member: Member): { readonly [key: string]: Json } {
  const { role, spans, history, invited, asked, removed } = member;
  return {
    role,
    spans: spans.map(([from, to]) => [from, to]),
    ...(history === undefined ? {} : { history }),
    ...(invited === undefined ? {} : { invited: { by: invited.by, at: invited.at } }),
    ...(asked === undefined ? {} : { asked }),
    ...(removed === undefined ? {} : { removed }),
  };
}

export function isPresent(member: Member | undefined): boolean {
  return member?.spans.at(-1)?.[1] === null;
}

/** Number from which a present member is one; undefined where he is none. */
export function memberSince(member: Member): number | undefined {
  const last = member.spans.at(-1);
  return last?.[1] === null ? last[0] : undefined;
}

/** Undefined for whoever is not present. */
export function presentRole(member: Member | undefined): Role | undefined {
  return isPresent(member) ? member?.role : undefined;
}
