/** The present minute, for times that change while one looks at them. */
import { type Accessor, createSignal, onCleanup } from 'solid-js';

const minuteMs = 60_000;

/**
 * Ticks at each full minute, and at once when the page comes back to the front.
 * @returns ms since 1970, exact only at those moments
 */
export function createMinuteClock(view: Window): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    setNow(Date.now());
    clearTimeout(timer);
    timer = setTimeout(tick, minuteMs - (Date.now() % minuteMs));
  };
  tick();
  view.document.addEventListener('visibilitychange', tick);
  onCleanup(() => {
    clearTimeout(timer);
    view.document.removeEventListener('visibilitychange', tick);
  });
  return now;
}
