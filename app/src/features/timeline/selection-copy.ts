/**
 * Copying from the timeline. Invariant: what lands on the clipboard is plain text that reads well:
 * names and times where it is of several messages, nothing of the buttons around them.
 */
import { formatTime } from '../../i18n/dates.ts';
import { dateContext } from '../../i18n/words.ts';
import { formatCopied } from './copied-text.ts';
import { shownAt, type TimelineItem } from './items.ts';
import type { MessageActions } from './message-actions.ts';

/**
 * Takes over a copy that spans several messages, or that was asked for on a focused message with
 * nothing selected; a selection within one message is copied by the browser as it is.
 * @param items of the timeline by message id
 */
export function copySelection(
  event: ClipboardEvent,
  items: ReadonlyMap<string, TimelineItem>,
  actions: MessageActions,
): void {
  const list = event.currentTarget;
  if (!(list instanceof Element) || event.clipboardData === null) return;
  const selection = document.getSelection();
  const isCollapsed = selection === null || selection.isCollapsed;
  const rows = [...list.querySelectorAll('[data-key]')].filter((row) =>
    isCollapsed ? row === document.activeElement : selection.containsNode(row, true),
  );
  if (rows.length < (isCollapsed ? 1 : 2)) return;
  const lines = rows.flatMap((row) => {
    const item = items.get(row.getAttribute('data-key') ?? '');
    if (item === undefined || item.message.kind !== 'message') return [];
    return [
      {
        author: actions.authorName(item.message),
        time: formatTime(dateContext(), shownAt(item.message)),
        text: item.message.text,
      },
    ];
  });
  event.preventDefault();
  event.clipboardData.setData('text/plain', formatCopied(lines));
}
