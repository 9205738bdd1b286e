/** People come into groups, go, and change their roles. Invariant: as on a screen, by what one's device knows. */
import type { ChatId } from '@jibber/schema/ids';
import { type Doing, newText } from './doing.ts';
import { administer, anybody, anyGroup, anyOther } from './group-doing.ts';
import { anyLink, makeLink, revokeLink } from './invite-links.ts';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

export const memberDoings: readonly Doing[] = [
  {
    name: 'add somebody to a group',
    weight: 8,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      const users = [...new Set([anybody(world), anybody(world)])];
      return administer(world, tab, group.chat.chatId, { kind: 'members.add', users });
    },
  },
  {
    name: 'remove somebody from a group',
    weight: 6,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const user = group && anyOther(world, tab, group);
      if (group === undefined || user === undefined) return false;
      return administer(world, tab, group.chat.chatId, { kind: 'members.remove', user });
    },
  },
  {
    name: 'leave a group',
    weight: 2,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      if (group === undefined) return false;
      return administer(world, tab, group.chat.chatId, { kind: 'member.leave' });
    },
  },
  {
    name: 'give somebody a role',
    weight: 7,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const user = group && anyOther(world, tab, group);
      if (group === undefined || user === undefined) return false;
      const role = world.random.pick(['administrator', 'administrator', 'member'] as const);
      return administer(world, tab, group.chat.chatId, { kind: 'member.role', user, role });
    },
  },
  {
    name: 'hand a group over',
    weight: 2,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const user = group && anyOther(world, tab, group);
      if (group === undefined || user === undefined) return false;
      const { chatId } = group.chat;
      return administer(world, tab, chatId, { kind: 'member.role', user, role: 'owner' });
    },
  },
  {
    name: 'accept an invitation',
    weight: 6,
    run: (world, tab) => answerInvitation(world, tab, 'invitation.accept'),
  },
  {
    name: 'decline an invitation',
    weight: 2,
    run: (world, tab) => answerInvitation(world, tab, 'invitation.decline'),
  },
  {
    name: 'withdraw an invitation',
    weight: 2,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      const [invited] = world.random.shuffle([...(group?.view.invited ?? [])]);
      if (group === undefined || invited === undefined) return false;
      const { userId: user } = invited;
      return administer(world, tab, group.chat.chatId, { kind: 'invitation.withdraw', user });
    },
  },
  {
    name: 'make a link',
    weight: 5,
    async run(world, tab) {
      const group = await anyGroup(world, tab);
      return group !== undefined && makeLink(world, tab.device.me.userId, group.chat.chatId);
    },
  },
  {
    name: 'revoke a link',
    weight: 1,
    async run(world) {
      const link = anyLink(world);
      if (link !== undefined) revokeLink(world, link);
      return link !== undefined;
    },
  },
  {
    name: 'join by a link',
    weight: 6,
    async run(world, tab) {
      const link = anyLink(world);
      if (link === undefined) return false;
      // Now and then with the link of another group.
      const other = world.random.chance(0.1) ? anyLink(world)?.chatId : undefined;
      return enter(world, tab, other ?? link.chatId, { kind: 'group.join', invite: link.token });
    },
  },
  {
    name: 'join by a link that is being revoked',
    weight: 3,
    async run(world, tab) {
      const link = anyLink(world);
      if (link === undefined) return false;
      revokeLink(world, link);
      return enter(world, tab, link.chatId, { kind: 'group.join', invite: link.token });
    },
  },
  {
    name: 'let somebody in who asked',
    weight: 6,
    run: (world) => decideOnAsking(world, 'members.admit'),
  },
  {
    name: 'not let somebody in who asked',
    weight: 5,
    run: (world) => decideOnAsking(world, 'members.reject'),
  },
];

async function answerInvitation(
  world: World,
  tab: DeviceTab,
  kind: 'invitation.accept' | 'invitation.decline',
): Promise<boolean> {
  const invitations = tab.replica.account()?.invitations ?? [];
  if (invitations.length === 0) return false;
  return enter(world, tab, world.random.pick(invitations).chatId, { kind });
}

async function enter(
  world: World,
  tab: DeviceTab,
  chatId: ChatId,
  intent: Parameters<DeviceTab['replica']['enterGroup']>[1],
): Promise<boolean> {
  const saved = await tab.replica.enterGroup(chatId, intent, { title: newText(world) });
  if (saved.ok) world.saved(tab, chatId, saved.value, undefined, false);
  return saved.ok;
}

async function decideOnAsking(
  world: World,
  kind: 'members.admit' | 'members.reject',
): Promise<boolean> {
  // Whoever sees first that somebody asks; it is rare enough.
  const tabs = world.devices.flatMap(({ isSignedOut, tabs }) => (isSignedOut ? [] : [...tabs]));
  const seen = tabs.flatMap((each) =>
    [...each.opened.values()].flatMap((chat) => {
      const view = chat.group();
      if (view?.may('moderate') !== true) return [];
      return view.asked.map(({ userId }) => ({ each, chatId: chat.chatId, user: userId }));
    }),
  );
  if (seen.length === 0) return false;
  const { each, chatId, user } = world.random.pick(seen);
  return administer(world, each, chatId, { kind, user });
}
