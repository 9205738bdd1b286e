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
/** So long after a movement of the hand a scroll is its doing. */
const handMs = 1000;
/** So long after something changed its size, a scroll may be the browser's own doing. */
const settlingMs = 200;
/** Earlier messages are fetched when this many screens are left above. */
const screensAhead = 2;

export type TimelineScroll = {
  readonly isAtEnd: Accessor<boolean>;
  /** Index of the last item on the screen; -1 before anything is measured. */
  lastVisible(): number;
  /** Whether the very first message there is here is in sight. */
  readonly isAtStart: Accessor<boolean>;
  /** Whether earlier messages should be fetched now. */
  isNearStart(): boolean;
  /** Once, when the chat opens. @param firstUnread index, -1 for none */
  place(firstUnread: number): void;
  goToEnd(): void;
  /** To be called with what virtua's callbacks report. */
  handleScroll(): void;
  handleResize(): void;
  /** A hand is at work on the timeline: wheel, finger, key or scrollbar. */
  handleHand(): void;
  /** Something is being typed: the field beneath changes its height, and the timeline with it. */
  handleTyping(): void;
  /** Items were added; whoever is at the end goes along. */
  handleAppend(): void;
};

/**
 * @param scroller the element that scrolls
 * @param handle of the virtual list, once it is there
 * @param count of items now
 */
export function createTimelineScroll(
  scroller: () => HTMLElement | undefined,
  handle: () => VirtualizerHandle | undefined,
  count: () => number,
): TimelineScroll {
  const [isAtEnd, setAtEnd] = createSignal(true);
  const [isAtStart, setAtStart] = createSignal(false);
  let isPlaced = false;
  let lastOffset = 0;
  let lastViewport = 0;
  let handAt = Number.NEGATIVE_INFINITY;
  let typedAt = Number.NEGATIVE_INFINITY;
  let changedAt = Number.NEGATIVE_INFINITY;

  function goToEnd(): void {
    setAtEnd(true);
    handle()?.scrollToIndex(count() - 1, { align: 'end' });
  }

  /** From the element itself: the list learns of a changed height only after the scroll it causes. */
  function isEndInSight(): boolean {
    const box = scroller();
    return box !== undefined && box.scrollHeight - box.scrollTop - box.clientHeight <= endSlackPx;
  }

  return {
    isAtEnd,
    isAtStart,
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
      setAtStart(list.scrollOffset <= endSlackPx);
      // Only a reader moving up leaves the end; while sizes change, as on rotation, it may be the
      // browser that moves. A screen reader moves without any hand.
      const isUpwards = list.scrollOffset < lastOffset;
      const now = performance.now();
      const isHand = now - handAt < handMs && handAt > typedAt;
      const isReader = isHand || now - changedAt > settlingMs;
      lastOffset = list.scrollOffset;
      if (isEndInSight()) setAtEnd(true);
      else if (isUpwards && isReader) setAtEnd(false);
      else if (isUpwards && isAtEnd()) goToEnd();
    },
    handleHand() {
      handAt = performance.now();
    },
    handleTyping() {
      typedAt = performance.now();
      changedAt = typedAt;
    },
    handleResize() {
      const list = handle();
      if (list === undefined || !isPlaced) return;
      changedAt = performance.now();
      const isMeasured = lastViewport > 0;
      const shrunkPx = lastViewport - list.viewportSize;
      lastViewport = list.viewportSize;
      if (isAtEnd()) goToEnd();
      // A keyboard or a growing composer takes room beneath: the lowest line stays where it was.
      else if (shrunkPx !== 0 && isMeasured) list.scrollBy(shrunkPx);
    },
    handleAppend() {
      if (isPlaced && isAtEnd()) goToEnd();
    },
  };
}
