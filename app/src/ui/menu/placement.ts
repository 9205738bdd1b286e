/** Where a menu goes. Invariant: it is wholly inside the viewport, whatever it was opened from. */
type Point = { readonly x: number; readonly y: number };
type Size = { readonly width: number; readonly height: number };

const marginPx = 8;

/**
 * @param origin px in the viewport
 * @param menu its own size in px
 * @param viewport size in px
 * @param isRightToLeft it then opens to the left of the origin
 * @returns physical left and top of the menu in px
 */
export function placeMenu(
  origin: Point,
  menu: Size,
  viewport: Size,
  isRightToLeft: boolean,
): Point {
  const wantedX = isRightToLeft ? origin.x - menu.width : origin.x;
  const fitsBelow = origin.y + menu.height + marginPx <= viewport.height;
  const wantedY = fitsBelow ? origin.y : origin.y - menu.height;
  return {
    x: clamp(wantedX, viewport.width - menu.width),
    y: clamp(wantedY, viewport.height - menu.height),
  };
}

function clamp(wanted: number, room: number): number {
  return Math.max(marginPx, Math.min(wanted, room - marginPx));
}
