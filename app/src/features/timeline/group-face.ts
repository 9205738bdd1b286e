/**
 * What a group adds to a chat, as the chat sees it: it is loaded with the first group. Invariant: a
 * private chat has none of it, and never loads it.
 */
import type { UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import type { Refusal, TimelineMessage } from '../../state/open-chat.ts';
import type { MenuItem } from '../../ui/menu/menu.tsx';
import type { TimelineItem } from './items.ts';

export type GroupFace = {
  /** Beneath the name: how many there are, or who is typing. */
  headerLine(): { readonly text: string; readonly isActive: boolean } | undefined;
  /** The quiet line of something that was done. */
  eventLine(message: () => TimelineMessage): JSX.Element;
  /** The same in words alone. */
  eventText(message: TimelineMessage): string;
  /** The picture beside the first message of somebody else; nothing beside the others. */
  picture(item: () => TimelineItem): JSX.Element;
  /** His name above it. */
  sender(item: () => TimelineItem): JSX.Element;
  showPerson(userId: UserId): void;
  /** In place of a message that somebody else than its author deleted. */
  removedText(message: TimelineMessage): string | undefined;
  /** What was not done, above the reason; undefined for what private chats refuse as well. */
  refusalHeading(refusal: Refusal): string | undefined;
  /** Why, where more is known than the code says. */
  refusalReason(refusal: Refusal): string | undefined;
  /** Whether anything can still be done here. */
  isOver(): boolean;
  /** Beside what can be done with any message. */
  menuItems(item: TimelineItem): readonly MenuItem[];
  /** Whether one cannot write. */
  isClosed(): boolean;
  /** Stands where one would write, and says why one cannot. */
  gate(): JSX.Element;
  /** Whether it is known yet whether one can write. */
  isKnown(): boolean;
  /** Stands above the messages. */
  notice(): JSX.Element;
  /** Questions that are open now. */
  dialogs(): JSX.Element;
};
