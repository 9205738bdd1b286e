/** What of a group only the server knows: commands that need the network, loaded with their screens. */
import { makeAsk } from '../replica/fetch-commands.ts';
import { type GroupCommands, makeGroupCommands } from '../replica/group-commands.ts';

export type { InviteLink, InvitePreview, NewInvite, Report } from '@jibber/schema/commands/groups';
export type { GroupCommands } from '../replica/group-commands.ts';

/** @param view the window */
export function commandGroups(view: Window): GroupCommands {
  return makeGroupCommands(makeAsk((path, init) => view.fetch(path, init)));
}
