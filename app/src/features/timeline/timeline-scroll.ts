/**
 * Where the timeline stands. Invariants: a reader at the end stays at the end, whatever grows; a
 * reader further up never sees the line he reads move, whatever comes, goes or changes size.
 */
import { type Accessor, createSignal } from 'solid-js';
import type { VirtualizerHandle } from 'virtua/solid';

/** So close to the end one is at it: half a line. */
const endSlackPx = 12;
/** Room above the first unread message when a chat opens there. */
const unreadClearancePx = 72;
/** Earlier messages are fetched when this many screens are left above. */
const screensAhead = 2;

export type TimelineScroll = {
  readonly isAtEnd: Accessor<boolean>;
  /** Index of the last item on the screen; -1 before anything is measured. */
  lastVisible(): number;
  /** Whether earlier messages should be fetched now. */
  isNearStart(): boolean;
  /** Once, when the chat opens. @param firstUnread index, -1 for none */
  place(firstUnread: number): void;
  goToEnd(): void;
  /** To be called with what virtua's callbacks report. */
  handleScroll(): void;
  handleResize(): void;
  /** Items were added; whoever is at the end goes along. */
  handleAppend(): void;
};

/**
 * @param handle of the virtual list, once it is there
 * @param count of items now
 */
export function createTimelineScroll(
  handle: () => VirtualizerHandle | undefined,
  count: () => number,
): TimelineScroll {
  const [isAtEnd, setAtEnd] = createSignal(true);
  let isPlaced = false;
  let lastOffset = 0;
  let lastViewport = 0;

  function goToEnd(): void {
    setAtEnd(true);
    handle()?.scrollToIndex(count() - 1, { align: 'end' });
  }

  function distanceToEnd(list: VirtualizerHandle): number {
    return list.scrollSize - list.scrollOffset - list.viewportSize;
  }

  return {
    isAtEnd,
    goToEnd,
    lastVisible() {
      const list = handle();
      if (list === undefined || !isPlaced || list.viewportSize === 0) return -1;
      return list.findItemIndex(list.scrollOffset + list.viewportSize - endSlackPx);
    },
    isNearStart() {
      const list = handle();
      return (
        list !== undefined &&
        isPlaced &&
        list.viewportSize > 0 &&
        list.scrollOffset < screensAhead * list.viewportSize
      );
    },
    place(firstUnread) {
      const list = handle();
      if (list === undefined) return;
      isPlaced = true;
      if (firstUnread > 0) {
        setAtEnd(false);
        list.scrollToIndex(firstUnread, { align: 'start', offset: -unreadClearancePx });
      } else {
        goToEnd();
      }
    },
    handleScroll() {
      const list = handle();
      if (list === undefined || !isPlaced) return;
      // Only moving up leaves the end: growth beneath does not.
      const isUpwards = list.scrollOffset < lastOffset;
      lastOffset = list.scrollOffset;
      if (distanceToEnd(list) <= endSlackPx) setAtEnd(true);
      else if (isUpwards) setAtEnd(false);
    },
    handleResize() {
      const list = handle();
      if (list === undefined || !isPlaced) return;
      const shrunkPx = lastViewport - list.viewportSize;
      lastViewport = list.viewportSize;
      if (isAtEnd()) goToEnd();
      // A keyboard or a growing composer takes room beneath: the lowest line stays in sight.
      else if (shrunkPx > 0 && lastViewport > 0) list.scrollBy(shrunkPx);
    },
    handleAppend() {
      if (isPlaced && isAtEnd()) goToEnd();
    },
  };
}
