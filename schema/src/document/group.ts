/**
 * What a group has beside its members: settings, and the events that stand in its timeline.
 * Invariant: readers are total; what a newer version wrote reads as the most careful value known here.
 */
import { isUserId, type UserId } from '../ids.ts';
import { isRecord } from './json.ts';
import { isRole, type Role } from './members.ts';

/** Who may do something: all members, or administrators and the owner. */
export type Who = 'members' | 'administrators';

export type GroupSettings = {
  readonly write: Who;
  readonly add: Who;
  /** Title, description and picture. */
  readonly change: Who;
  /** Whether newcomers see what was written before. */
  readonly history: 'all' | 'none';
};

export const defaultSettings: GroupSettings = {
  write: 'members',
  add: 'members',
  change: 'members',
  history: 'all',
};

/** Reads `settings` of `info`. What it does not say is as in a new group, what it says unknown is narrow. */
export function readGroupSettings(value: unknown): GroupSettings {
  if (!isRecord(value)) return defaultSettings;
  const who = (claim: unknown): Who =>
    claim === undefined || claim === 'members' ? 'members' : 'administrators';
  return {
    write: who(value.write),
    add: who(value.add),
    change: who(value.change),
    history: value.history === undefined || value.history === 'all' ? 'all' : 'none',
  };
}

/** Something that was done in a group, told in its timeline; by the author of its entry. */
export type GroupEvent =
  | { readonly type: 'created'; readonly title: string }
  /** `invited` are asked first. */
  | {
      readonly type: 'added';
      readonly users: readonly UserId[];
      readonly invited: readonly UserId[];
    }
  | { readonly type: 'removed'; readonly user: UserId }
  /** `owner`: who became it, where the owner left. */
  | { readonly type: 'left'; readonly owner?: UserId }
  | { readonly type: 'role'; readonly user: UserId; readonly role: Role }
  | { readonly type: 'renamed'; readonly title: string }
  | { readonly type: 'described' }
  | { readonly type: 'pictured' }
  | { readonly type: 'settings' }
  | { readonly type: 'joined'; readonly by: UserId; readonly way: 'invitation' | 'link' }
  | { readonly type: 'asked' }
  | { readonly type: 'admitted'; readonly user: UserId };

/** Reads `event` of an entry; undefined where this version does not know it. */
export function readEvent(value: unknown): GroupEvent | undefined {
  if (!isRecord(value)) return undefined;
  const { type, title, users, invited, user, owner, role, by, way } = value;
  switch (type) {
    case 'created':
    case 'renamed':
      return typeof title === 'string' ? { type, title } : undefined;
    case 'added': {
      const added = readUsers(users);
      const asked = readUsers(invited);
      if (added === undefined || asked === undefined) return undefined;
      return { type, users: added, invited: asked };
    }
    case 'removed':
    case 'admitted':
      return isUserId(user) ? { type, user } : undefined;
    case 'left':
      if (owner === undefined) return { type };
      return isUserId(owner) ? { type, owner } : undefined;
    case 'role':
      return isUserId(user) && isRole(role) ? { type, user, role } : undefined;
    case 'joined':
      if (!isUserId(by) || (way !== 'invitation' && way !== 'link')) return undefined;
      return { type, by, way };
    case 'described':
    case 'pictured':
    case 'settings':
    case 'asked':
      return { type };
    default:
      return undefined;
  }
}

function readUsers(value: unknown): readonly UserId[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const claimed: readonly unknown[] = value;
  return claimed.every(isUserId) ? claimed : undefined;
}
