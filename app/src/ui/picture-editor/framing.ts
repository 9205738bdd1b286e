/**
 * Which part of a picture is wanted: a square of it, turned by quarters. Pure; the same numbers draw
 * the preview and the result. Invariant: the square lies within the picture, whatever was asked for.
 */

/** Pixels. */
export type Size = { readonly width: number; readonly height: number };

export type Framing = {
  /** Quarters of a turn, clockwise. */
  readonly turns: 0 | 1 | 2 | 3;
  /** 1: the square is as large as the picture allows; 2: half as wide. */
  readonly zoom: number;
  /** Middle of the square, in pixels of the turned picture. */
  readonly x: number;
  readonly y: number;
};

/** Smaller than this, in pixels of the picture, a square shows nothing but its pixels. */
const leastSide = 96;
const mostZoom = 6;

/** The middle of the picture, as much of it as a square can hold. */
export function startFraming({ width, height }: Size): Framing {
  return { turns: 0, zoom: 1, x: width / 2, y: height / 2 };
}

/** The largest zoom that makes sense for a picture; 1 for a small one. */
export function mostZoomOf({ width, height }: Size): number {
  return Math.max(1, Math.min(mostZoom, Math.min(width, height) / leastSide));
}

/** Side of the square in pixels of the picture. */
export function sideOf({ zoom }: Pick<Framing, 'zoom'>, { width, height }: Size): number {
  return Math.min(width, height) / zoom;
}

/** Moves the picture under the frame, by parts of the frame's side: 1 is all of it. */
export function move(framing: Framing, size: Size, right: number, down: number): Framing {
  const side = sideOf(framing, size);
  return clamp({ ...framing, x: framing.x - right * side, y: framing.y - down * side }, size);
}

/**
 * Zooms by a factor; what is under the anchor stays there.
 * @param right,down the anchor from the middle of the frame, by parts of its side
 */
export function zoom(framing: Framing, size: Size, factor: number, right = 0, down = 0): Framing {
  const wanted = Number.isFinite(factor) ? framing.zoom * factor : framing.zoom;
  const next = Math.min(Math.max(wanted, 1), mostZoomOf(size));
  const lost = sideOf(framing, size) - sideOf({ zoom: next }, size);
  const { x, y } = framing;
  return clamp({ ...framing, zoom: next, x: x + right * lost, y: y + down * lost }, size);
}

/** A quarter clockwise; the same part of the picture stays in the frame. */
export function turn(framing: Framing, size: Size): Framing {
  const { height } = turned(size, framing.turns);
  const turns = quarter(framing.turns + 1);
  return clamp({ ...framing, turns, x: height - framing.y, y: framing.x }, size);
}

/** Coefficients `a b c d e f` that a canvas takes, from the picture's pixels to those of a square. */
export type Transform = readonly [number, number, number, number, number, number];

/** @param outSide side of the square that is drawn, in pixels */
export function drawing(framing: Framing, size: Size, outSide: number): Transform {
  const side = sideOf(framing, size);
  const scale = outSide / side;
  const left = framing.x - side / 2;
  const top = framing.y - side / 2;
  const [a, b, c, d, e, f] = turning(framing.turns, size);
  return [a * scale, b * scale, c * scale, d * scale, (e - left) * scale, (f - top) * scale];
}

/** From the picture as it is to the turned one. */
function turning(turns: Framing['turns'], { width, height }: Size): Transform {
  switch (turns) {
    case 0:
      return [1, 0, 0, 1, 0, 0];
    case 1:
      return [0, 1, -1, 0, height, 0];
    case 2:
      return [-1, 0, 0, -1, width, height];
    case 3:
      return [0, -1, 1, 0, 0, width];
  }
}

function turned({ width, height }: Size, turns: Framing['turns']): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

function clamp(framing: Framing, size: Size): Framing {
  const { width, height } = turned(size, framing.turns);
  const half = sideOf(framing, size) / 2;
  const within = (value: number, length: number) =>
    Number.isFinite(value) ? Math.min(Math.max(value, half), length - half) : length / 2;
  return { ...framing, x: within(framing.x, width), y: within(framing.y, height) };
}

function quarter(turns: number): Framing['turns'] {
  const rest = turns % 4;
  return rest === 1 || rest === 2 || rest === 3 ? rest : 0;
}
