/**
 * F6 goes from region to region, as in a desktop program. Invariant: regions are the elements with
 * `data-landmark` that can be seen, none inside another, in the order of the document.
 */

/** Moves focus to the next region. @returns whether there was one to go to */
export function focusNextLandmark(root: ParentNode, isBackwards: boolean): boolean {
  const regions = [...root.querySelectorAll<HTMLElement>('[data-landmark]')].filter(
    (region) => region.getClientRects().length > 0,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const step = isBackwards ? -1 : 1;
  const start = at === -1 && isBackwards ? 0 : at;
  const next = regions[(start + step + regions.length) % regions.length];
  if (next === undefined) return false;
  const target =
    next.querySelector<HTMLElement>('[tabindex="0"]') ??
    next.querySelector<HTMLElement>('textarea, input, a[href], button:not([tabindex="-1"])');
  (target ?? next).focus();
  return true;
}
