/**
 * What doings in groups have in common. Invariant: what a person does in a group goes through the face
 * of his replica, and counts as saved only where that said so.
 */
import type { AdministrationIntent, GroupView } from '@jibber/app/replica/group-view';
import type { OpenedChat } from '@jibber/app/replica/replica';
import type { ChatId, UserId } from '@jibber/schema/ids';
import { isNumbered } from '@jibber/schema/intents/registry';
import { openIn } from './doing.ts';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

/** A group on a screen. */
export type OpenedGroup = { readonly chat: OpenedChat; readonly view: GroupView };

/** A group that this tab holds and its person is in. */
export async function anyGroup(world: World, tab: DeviceTab): Promise<OpenedGroup | undefined> {
  const rows = await tab.replica.chats();
  const groups = rows.filter(({ kind, ended }) => kind === 'group' && ended === undefined);
  if (groups.length === 0 || !tab.isAlive) return undefined;
  const chat = await openIn(tab, world.random.pick(groups).chatId);
  const view = chat.group();
  return view === undefined ? undefined : { chat, view };
}

/** Judged on the device and put into its outbox; false where it may not be done. */
export async function administer(
  world: World,
  tab: DeviceTab,
  chatId: ChatId,
  intent: AdministrationIntent,
): Promise<boolean> {
  const saved = await tab.replica.administer(chatId, intent);
  if (saved.ok) world.saved(tab, chatId, saved.value, undefined, isNumbered(intent));
  else world.count(`not saved: ${saved.code}`);
  return saved.ok;
}

/** Somebody who may be in it or not. */
export function anybody(world: World): UserId {
  return world.random.pick([...world.people, world.outsider]);
}

/** Another member than the person of this tab. */
export function anyOther(world: World, tab: DeviceTab, { view }: OpenedGroup): UserId | undefined {
  const others = view.members.filter(({ userId }) => userId !== tab.device.me.userId);
  return others.length === 0 ? undefined : world.random.pick(others).userId;
}

/** Tabs of those who administer a group, by the tables. */
export function administratorTabs(world: World, chatId: ChatId): DeviceTab[] {
  const members = world.database.tables.chats.get(chatId)?.members;
  const isAdministrator = (userId: UserId) => {
    const line = members?.get(userId);
    return line !== undefined && line.leftPosition === undefined && line.role !== 'member';
  };
  return world.devices
    .filter(({ me, isSignedOut }) => !isSignedOut && isAdministrator(me.userId))
    .flatMap(({ tabs }) => [...tabs]);
}
