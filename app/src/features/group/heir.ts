/** Who becomes the owner when the owner leaves, pure; the node decides, by the same rule. */
import type { UserId } from '@jibber/schema/ids';
import type { GroupView } from '../../state/open-chat.ts';

/**
 * @param members the owner, administrators, members, each by how long they are there
 * @returns the administrator who has been there longest, else the member; undefined for nobody
 */
export function findHeir(members: GroupView['members'], owner: UserId): UserId | undefined {
  const others = members.filter((member) => member.userId !== owner);
  const heir = others.find((member) => member.role === 'administrator') ?? others[0];
  return heir?.userId;
}
