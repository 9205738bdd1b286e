/**
 * Light, dark, or as the device. Invariant: `data-theme` on the root always names the theme that is
 * shown; the choice is kept on this device and read by public/theme.js before the first paint.
 */
import { type Accessor, createSignal } from 'solid-js';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

export type Theme = {
  readonly choice: Accessor<ThemeChoice>;
  choose(choice: ThemeChoice): void;
};

const storageKey = 'theme';

/** Follows the system's choice for as long as the page lives. */
export function makeTheme(view: Window): Theme {
  const system = view.matchMedia('(prefers-color-scheme: dark)');
  const [choice, setChoice] = createSignal<ThemeChoice>(readChoice(view));

  function apply(): void {
    const isDark = choice() === 'dark' || (choice() === 'system' && system.matches);
    const root = view.document.documentElement;
    root.dataset.theme = isDark ? 'dark' : 'light';
    const colour = view.getComputedStyle(root).getPropertyValue('--surface-raised');
    view.document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
  }

  system.addEventListener('change', apply);
  apply();
  return {
    choice,
    choose(next) {
      setChoice(next);
      apply();
      try {
        view.localStorage.setItem(storageKey, next);
      } catch (cause) {
        console.info('The theme holds until this page is closed: nothing can be stored.', cause);
      }
    },
  };
}

function readChoice(view: Window): ThemeChoice {
  try {
    const stored = view.localStorage.getItem(storageKey);
    return themeChoices.find((choice) => choice === stored) ?? 'system';
  } catch (cause) {
    console.info('No stored theme is readable here.', cause);
    return 'system';
  }
}
