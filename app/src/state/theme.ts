/**
 * Light, dark, or as the device. Invariant: `data-theme` on the root always names the theme that is
 * shown; the choice is kept on this device and read by public/before-paint.js before the first paint.
 */
import { type Accessor, createSignal } from 'solid-js';
import { keepChoice } from './choices.ts';

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
  const stored = view.localStorage.getItem(storageKey);
  const [choice, setChoice] = createSignal<ThemeChoice>(
    themeChoices.find((known) => known === stored) ?? 'system',
  );

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
      keepChoice(view.localStorage, storageKey, next);
    },
  };
}
