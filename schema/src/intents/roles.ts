/**
 * Who may do what in a chat: the one table of roles and rights, and which right each kind of intent
 * needs. The node refuses by it, the app shows by it only what is possible.
 * Invariant: a right that a role does not have is not given by anything but the group's settings.
 */
import type { ChatState } from '../document/chat-document.ts';
import type { GroupSettings } from '../document/group.ts';
import type { Role } from '../document/members.ts';
import type { UserId } from '../ids.ts';

/**
 * `write`: send and edit. `add`: add, invite, make links. `change`: title, description, picture.
 * `moderate`: remove members and messages, roles, settings, decide on who asked. `end`: delete the
 * group, hand it over.
 */
export type Right = 'write' | 'add' | 'change' | 'moderate' | 'end';

/** `setting`: what the group's setting of the same name says of members. */
const rights: { readonly [Name in Right]: { readonly [Of in Role]: boolean | 'setting' } } = {
  write: { owner: true, administrator: true, member: 'setting' },
  add: { owner: true, administrator: true, member: 'setting' },
  change: { owner: true, administrator: true, member: 'setting' },
  moderate: { owner: true, administrator: true, member: false },
  end: { owner: true, administrator: false, member: false },
};

/** Whether a role has a right in a group with these settings. */
export function hasRight(role: Role, right: Right, settings: GroupSettings): boolean {
  const given = rights[right][role];
  if (given !== 'setting') return given;
  return (
    (right === 'write' || right === 'add' || right === 'change') && settings[right] === 'members'
  );
}

/** The same for a person; false for whoever is not present. */
export function mayDo(
  state: Pick<ChatState, 'roleOf' | 'settings'>,
  user: UserId,
  right: Right,
): boolean {
  const role = state.roleOf(user);
  return role !== undefined && hasRight(role, right, state.settings);
}

const ranks: { readonly [Of in Role]: number } = { member: 0, administrator: 1, owner: 2 };

/** Whether a role stands above another. */
export function isAbove(one: Role, other: Role): boolean {
  return ranks[one] > ranks[other];
}
