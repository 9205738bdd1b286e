/** Which key of the composer means what, pure. */

export type ComposerKey = 'send' | 'edit-last' | 'cancel';

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'
>;

/**
 * @param isTouch Enter then breaks the line: there is a button to send, and no Shift at hand
 * @param isEmpty nothing is written
 * @returns undefined for a key the field itself handles
 */
export function readKey(
  event: Pressed,
  isTouch: boolean,
  isEmpty: boolean,
): ComposerKey | undefined {
  // While characters are being composed (Japanese, Chinese …) Enter chooses one of them.
  if (event.isComposing) return undefined;
  if (event.key === 'Escape') return 'cancel';
  if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
    return isTouch && !event.ctrlKey && !event.metaKey ? undefined : 'send';
  }
  const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === 'ArrowUp' && isEmpty && isPlain) return 'edit-last';
  return undefined;
}
