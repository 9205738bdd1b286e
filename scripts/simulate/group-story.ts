/**
 * Whether everybody tells the same of a group: the reference, the tables and every device of its
 * members. Invariant: what is compared comes from the face of the replica and from committed tables.
 */
import type { GroupView } from '@jibber/app/replica/group-view';
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { Violation } from '@jibber/schema/testkit/history';
import { type ExpectedChat, replayChats } from '@jibber/schema/testkit/reference';
import type { MemoryChat } from '@jibber/sync-server/storage/memory-chat';
import { isIn } from '@jibber/sync-server/storage/memory-group';
import { openIn } from './doing.ts';
import { historyOf } from './observe.ts';
import type { World } from './world.ts';

/** What a group is like, with people by id. */
type Story = {
  readonly title: string;
  readonly about: string;
  readonly settings: unknown;
  readonly roles: readonly string[];
  readonly invited: readonly string[];
  readonly asking: readonly string[];
};

/** I12: of each group one story, wherever it is told. */
export async function checkStories(world: World): Promise<Violation[]> {
  const broken: Violation[] = [];
  for (const chat of replayChats(historyOf(world)).values()) {
    if (chat.kind === 'direct' || chat.isEnded) continue;
    const expected = expectedStory(chat);
    const compare = (where: string, told: Partial<Story> | undefined) => {
      for (const name of ['title', 'about', 'settings', 'roles', 'invited', 'asking'] as const) {
        if (told !== undefined && !(name in told)) continue;
        const [one, other] = [JSON.stringify(told?.[name]), JSON.stringify(expected[name])];
        if (one === other) continue;
        const message = `${where}: ${name} of ${chat.chatId} is ${one}, the log says ${other}`;
        broken.push({ invariant: 'I12', message });
      }
    };
    compare('tables', storyOfTables(world.database.tables.chats.get(chat.chatId)));
    for (const device of world.devices) {
      if (device.isSignedOut || !chat.members.has(device.me.userId)) continue;
      for (const tab of device.tabs) {
        const opened = await world.within(openIn(tab, chat.chatId));
        compare(tab.actor.name, storyOfView(opened.group()));
      }
    }
  }
  return broken;
}

/** Nobody is left in a group whose line in the tables says otherwise. */
function storyOfTables(chat: MemoryChat | undefined): Partial<Story> | undefined {
  if (chat === undefined) return undefined;
  const present = [...chat.members].filter(([userId]) => isIn(chat, userId));
  return {
    settings: sorted(chat.settings),
    roles: present.map(([userId, { role }]) => `${userId} ${role}`).sort(),
    invited: [...chat.invited.keys()].sort(),
  };
}

function storyOfView(view: GroupView | undefined): Story | undefined {
  if (view === undefined) return undefined;
  return {
    title: view.title,
    about: view.about,
    settings: sorted(view.settings),
    roles: view.members.map(({ userId, role }) => `${userId} ${role}`).sort(),
    invited: view.invited.map(({ userId }) => userId).sort(),
    asking: view.asked.map(({ userId }) => userId).sort(),
  };
}

function expectedStory({ title, about, settings, lines, members }: ExpectedChat): Story {
  const where = (isSo: (line: NonNullable<ReturnType<typeof lines.get>>) => boolean): string[] =>
    [...lines]
      .filter(([, line]) => isSo(line))
      .map(([userId]) => userId)
      .sort();
  const isAway = (userId: string) => ![...members].some((member) => member === userId);
  return {
    title,
    about,
    settings: sorted(settings),
    roles: [...members].map((userId) => `${userId} ${lines.get(userId)?.role}`).sort(),
    invited: where(({ invitedBy }) => invitedBy !== undefined).filter(isAway),
    // Whoever is invited as well does not wait for anybody.
    asking: where(({ isAsking, invitedBy }) => isAsking && invitedBy === undefined).filter(isAway),
  };
}

function sorted(value: object): unknown {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Chats of which somebody is a member, by the tables. */
export function groupsOf(world: World, userId: UserId): ChatId[] {
  return [...world.database.tables.chats.keys()].filter(
    (chatId) => chatId.startsWith('g') && world.isMember(chatId, userId),
  );
}
