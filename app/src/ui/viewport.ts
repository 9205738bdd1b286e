/**
 * Keeps the app in the part of the screen that a keyboard leaves. Invariant: `--app-block-size` is
 * the height that can be seen, so that the composer stands above the keyboard also where the
 * browser only shrinks its visual viewport (iOS).
 */

/**
 * @param view the window whose visual viewport is followed for as long as the page lives
 */
export function followViewport(view: Window): void {
  const viewport = view.visualViewport;
  if (viewport === null) return;
  const root = view.document.documentElement;
  const apply = () => {
    // While somebody zooms with two fingers the layout must not follow.
    if (viewport.scale > 1.01) return;
    root.style.setProperty('--app-block-size', `${viewport.height}px`);
    if (viewport.offsetTop > 0) view.scrollTo(0, 0);
  };
  viewport.addEventListener('resize', apply);
  viewport.addEventListener('scroll', apply);
}
