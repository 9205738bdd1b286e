/**
 * The members of a group with their names, sorted and searched. Invariant: made anew once per change
 * of the group or of names, in one pass, for groups of a thousand: rows themselves watch nothing.
 */
import type { Role } from '@jibber/schema/document/members';
import type { UserId } from '@jibber/schema/ids';
import { type Accessor, createMemo, createSignal, untrack } from 'solid-js';
import type { GroupMember, GroupView } from '../replica/group-view.ts';

export type ShownMember = {
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  readonly isMe: boolean;
  /** A wish about him waits for its answer. */
  readonly pending: boolean;
};

export type MemberList = {
  readonly search: Accessor<string>;
  setSearch(text: string): void;
  /** Owner, administrators, members, each by name; those whose name fits the search. */
  readonly shown: Accessor<readonly ShownMember[]>;
  /** Of all. */
  readonly count: Accessor<number>;
};

export type MemberNames = {
  name(userId: UserId): string;
  /** Rises whenever names have changed. */
  readonly namesVersion: Accessor<number>;
};

const ranks: { readonly [Of in Role]: number } = { owner: 0, administrator: 1, member: 2 };

/**
 * @param group of the open chat
 * @param me the person himself
 * @param locale of the interface: how names are sorted
 */
export function createMemberList(
  group: Accessor<GroupView | undefined>,
  names: MemberNames,
  me: Accessor<UserId | undefined>,
  locale?: string,
): MemberList {
  const [search, setSearch] = createSignal('');
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
  const all = createMemo((): readonly ShownMember[] => {
    names.namesVersion();
    const members = group()?.members ?? [];
    const self = me();
    return untrack(() => listMembers(members, names.name, self, collator));
  });
  const shown = createMemo(() => findMembers(all(), search()));
  return { search, setSearch, shown, count: () => all().length };
}

/** With their names: the owner, administrators, members, each by name. */
export function listMembers(
  members: readonly GroupMember[],
  nameOf: (userId: UserId) => string,
  me: UserId | undefined,
  collator: Intl.Collator,
): readonly ShownMember[] {
  return members
    .map(({ userId, role, pending }) => {
      return { userId, name: nameOf(userId), role, isMe: userId === me, pending };
    })
    .sort((a, b) => ranks[a.role] - ranks[b.role] || collator.compare(a.name, b.name));
}

/** Those in whose names all words that were typed occur, without regard to case and accents. */
export function findMembers(
  members: readonly ShownMember[],
  typed: string,
): readonly ShownMember[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return members;
  return members.filter(({ name }) => {
    const folded = fold(name);
    return words.every((word) => folded.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
