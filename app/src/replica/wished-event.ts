/**
 * What an own wish would be told as in the timeline of its group, pure. Invariant: said from the wish
 * alone, so that a refused one reads as it was meant, whatever has become of the group.
 */
import type { GroupEvent } from '@jibber/schema/document/group';
import type { UserId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';

/** Undefined for whatever does not stand in the timeline as an event. */
export function eventOf(intent: Intent, me: UserId): GroupEvent | undefined {
  switch (intent.kind) {
    case 'group.create':
      return { type: 'created', title: intent.title };
    case 'group.rename':
      return { type: 'renamed', title: intent.title };
    case 'group.describe':
      return { type: 'described' };
    case 'group.picture':
      return { type: 'pictured' };
    case 'group.settings':
      return { type: 'settings' };
    case 'members.add':
      return { type: 'added', users: intent.users, invited: [] };
    case 'members.remove':
      return { type: 'removed', user: intent.user };
    case 'members.admit':
      return { type: 'admitted', user: intent.user };
    case 'member.role':
      return { type: 'role', user: intent.user, role: intent.role };
    case 'member.leave':
      return { type: 'left' };
    case 'group.join':
      return { type: 'joined', by: me, way: 'link' };
    case 'invitation.accept':
      return { type: 'joined', by: me, way: 'invitation' };
    default:
      return undefined;
  }
}
