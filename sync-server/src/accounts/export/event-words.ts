/** What was done in a group, as a page says it, in English. Names are given as they are, unescaped. */
import type { GroupEvent } from '@jibber/schema/document/group';
import type { UserId } from '@jibber/schema/ids';

/** Parts of a sentence: words as they are, and names, which a page has to keep apart from them. */
export type EventPart = string | { readonly name: string };

export function describeEvent(
  event: GroupEvent,
  nameOf: (userId: UserId) => string,
): readonly EventPart[] {
  const name = (userId: UserId): EventPart => ({ name: nameOf(userId) });
  const names = (userIds: readonly UserId[]): EventPart[] =>
    userIds.flatMap((userId, index) => (index === 0 ? [name(userId)] : [', ', name(userId)]));
  switch (event.type) {
    case 'created':
      return ['created the group “', { name: event.title }, '”'];
    case 'renamed':
      return ['renamed the group to “', { name: event.title }, '”'];
    case 'described':
      return ['changed the description'];
    case 'pictured':
      return ['changed the picture'];
    case 'settings':
      return ['changed who may do what here'];
    case 'added': {
      const added = event.users.length > 0 ? ['added ', ...names(event.users)] : [];
      const invited = event.invited.length > 0 ? ['invited ', ...names(event.invited)] : [];
      return added.length > 0 && invited.length > 0
        ? [...added, ' and ', ...invited]
        : [...added, ...invited];
    }
    case 'removed':
      return ['removed ', name(event.user)];
    case 'left':
      if (event.owner === undefined) return ['left'];
      return ['left; the group belongs to ', name(event.owner), ' now'];
    case 'role':
      return event.role === 'owner'
        ? ['handed the group over to ', name(event.user)]
        : [`made `, name(event.user), event.role === 'member' ? ' a member' : ' an administrator'];
    case 'joined':
      return [
        `joined by ${event.way === 'link' ? 'a link' : 'an invitation'} from `,
        name(event.by),
      ];
    case 'asked':
      return ['asked to join'];
    case 'admitted':
      return ['let ', name(event.user), ' in'];
  }
}
