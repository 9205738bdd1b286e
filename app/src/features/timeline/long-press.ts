/**
 * Long press of a finger, for browsers that make no context menu event of it (iOS). Invariant: a
 * press that moves is a scroll and never opens anything.
 */
import { onCleanup } from 'solid-js';

const pressMs = 450;
const slackPx = 10;

type Point = { readonly x: number; readonly y: number };

/**
 * @param element where it is pressed; the listeners go with the owner
 * @param onPress point of the finger, px in the viewport
 */
export function listenForLongPress(element: HTMLElement, onPress: (at: Point) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Point | undefined;

  const stop = () => {
    clearTimeout(timer);
    start = undefined;
  };
  const begin = (event: PointerEvent) => {
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    if (event.target instanceof Element && event.target.closest('a, button') !== null) return;
    const at = { x: event.clientX, y: event.clientY };
    start = at;
    timer = setTimeout(() => {
      stop();
      onPress(at);
    }, pressMs);
  };
  const move = (event: PointerEvent) => {
    if (start === undefined) return;
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slackPx) stop();
  };

  element.addEventListener('pointerdown', begin);
  element.addEventListener('pointermove', move);
  for (const type of ['pointerup', 'pointercancel', 'pointerleave', 'contextmenu'] as const) {
    element.addEventListener(type, stop);
  }
  onCleanup(stop);
}
