import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  drawing,
  type Framing,
  mostZoomOf,
  move,
  type Size,
  sideOf,
  startFraming,
  turn,
  zoom,
} from './framing.ts';

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 4096 }),
  height: fc.integer({ min: 1, max: 4096 }),
});
const part = fc.double({ min: -3, max: 3, noNaN: true });
const steps = fc.array(
  fc.oneof(
    fc.tuple(part, part).map(
      ([right, down]) =>
        (framing: Framing, size: Size) =>
          move(framing, size, right, down),
    ),
    fc.tuple(fc.double({ min: 0, max: 5 }), part, part).map(
      ([factor, right, down]) =>
        (framing: Framing, size: Size) =>
          zoom(framing, size, factor, right, down),
    ),
    fc.constant(turn),
  ),
  { maxLength: 30 },
);
const framed = fc.tuple(sizes, steps).map(([size, all]) => ({
  size,
  framing: all.reduce((framing, step) => step(framing, size), startFraming(size)),
}));

/** Where a pixel of the picture is drawn. */
function place(framing: Framing, size: Size, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f] = drawing(framing, size, 1);
  return [a * x + c * y + e, b * x + d * y + f];
}

test('whatever is done, every part of the frame shows the picture', () => {
  fc.assert(
    fc.property(framed, ({ size, framing }) => {
      const corners = [
        [0, 0],
        [size.width, 0],
        [0, size.height],
        [size.width, size.height],
      ].map(([x = 0, y = 0]) => place(framing, size, x, y));
      const rights = corners.map(([right]) => right);
      const downs = corners.map(([, down]) => down);
      expect(Math.min(...rights)).toBeLessThanOrEqual(1e-6);
      expect(Math.max(...rights)).toBeGreaterThanOrEqual(1 - 1e-6);
      expect(Math.min(...downs)).toBeLessThanOrEqual(1e-6);
      expect(Math.max(...downs)).toBeGreaterThanOrEqual(1 - 1e-6);
      expect(framing.zoom).toBeGreaterThanOrEqual(1);
      expect(framing.zoom).toBeLessThanOrEqual(mostZoomOf(size));
    }),
  );
});

test('four quarters are none', () => {
  fc.assert(
    fc.property(framed, ({ size, framing }) => {
      const round = [1, 2, 3, 4].reduce((next) => turn(next, size), framing);
      expect(round.turns).toBe(framing.turns);
      expect(round.x).toBeCloseTo(framing.x, 6);
      expect(round.y).toBeCloseTo(framing.y, 6);
    }),
  );
});

test('a turn takes what is on top to the right', () => {
  const size = { width: 400, height: 200 };
  const before = zoom(startFraming(size), size, 2);
  const after = turn(before, size);
  const [right, down] = place(before, size, 200, 60);
  expect(right).toBeCloseTo(0.5, 9);
  expect(down).toBeCloseTo(0.1, 9);
  const [turnedRight, turnedDown] = place(after, size, 200, 60);
  expect(turnedRight).toBeCloseTo(0.9, 9);
  expect(turnedDown).toBeCloseTo(0.5, 9);
});

test('what is under the anchor stays there while the picture grows, where there is room', () => {
  const size = { width: 1000, height: 1000 };
  const before = zoom(startFraming(size), size, 2);
  const [x, y] = [600, 400];
  const [right, down] = place(before, size, x, y);
  const after = zoom(before, size, 1.5, right - 0.5, down - 0.5);
  const [nextRight, nextDown] = place(after, size, x, y);
  expect(nextRight).toBeCloseTo(right, 9);
  expect(nextDown).toBeCloseTo(down, 9);
});

test('a picture that is dragged to the right shows what was on the left of the frame', () => {
  const size = { width: 400, height: 200 };
  const moved = move(startFraming(size), size, 0.25, 0);
  expect(moved).toMatchObject({ x: 150, y: 100 });
  expect(sideOf(moved, size)).toBe(200);
});
