/**
 * What a doing is, and what doings have in common. Invariant: every text is unlike any other, so that
 * one that should be gone can be looked for.
 */
import type { OpenedChat, TimelineMessage } from '@jibber/app/replica/replica';
import type { ChatId } from '@jibber/schema/ids';
import type { DeviceTab } from './simulated-device.ts';
import type { World } from './world.ts';

export type Doing = {
  readonly name: string;
  /** How likely, next to the others. */
  readonly weight: number;
  /** False where there was nothing to do it with. */
  run(world: World, tab: DeviceTab): Promise<boolean>;
};

export function newText(world: World): string {
  world.count('texts');
  return `canary-${(world.coverage.get('texts') ?? 0).toString(36).padStart(5, '0')}.`;
}

/** A chat of this tab, opened as on a screen. */
export async function anyChat(world: World, tab: DeviceTab): Promise<OpenedChat | undefined> {
  const rows = await tab.replica.chats();
  if (rows.length === 0 || !tab.isAlive) return undefined;
  const { chatId } = world.random.pick(rows);
  return openIn(tab, chatId);
}

export async function openIn(tab: DeviceTab, chatId: ChatId): Promise<OpenedChat> {
  const known = tab.opened.get(chatId);
  if (known !== undefined) return known;
  const opened = await tab.replica.openChat(chatId);
  const meanwhile = tab.opened.get(chatId);
  if (meanwhile !== undefined) {
    opened.close();
    return meanwhile;
  }
  tab.opened.set(chatId, opened);
  return opened;
}

/** Those of this person's messages in a chat that he may change. */
export function ownMessages({ device }: DeviceTab, chat: OpenedChat): TimelineMessage[] {
  const me = device.me.userId;
  return chat
    .timeline()
    .filter(({ author, kind, refusal }) => author === me && kind === 'message' && !refusal);
}
