/**
 * The frame over a picture: dragged, pinched, turned by wheel and keys. Invariant: it draws what will
 * be made, by the same numbers.
 */
import { createEffect, type JSX, onCleanup, onMount } from 'solid-js';
import { pictureT } from '../../i18n/picture-words.ts';
import { Button, IconButton } from '../button/button.tsx';
import { drawing, type Framing, mostZoomOf, move, type Size, turn, zoom } from './framing.ts';
import styles from './picture-editor.module.css';

/** Parts of the frame that a key moves, and what it zooms by. */
const keyStep = 0.05;
const keyZoom = 1.1;
/** Of a wheel's pixels; a trackpad's pinch comes as small ones. */
const wheelZoom = 0.0025;

export function PictureFrame(props: {
  readonly size: Size;
  readonly preview: ImageBitmap;
  readonly framing: Framing;
  readonly shape: 'round' | 'square';
  readonly onFraming: (framing: Framing) => void;
  readonly onAnother: () => void;
}): JSX.Element {
  let canvas: HTMLCanvasElement | undefined;
  let frame: HTMLDivElement | undefined;
  const pointers = new Map<number, Point>();

  const zoomBy = (factor: number, at: Point = { right: 0, down: 0 }) =>
    props.onFraming(zoom(props.framing, props.size, factor, at.right, at.down));
  const moveBy = (right: number, down: number) =>
    props.onFraming(move(props.framing, props.size, right, down));

  createEffect(() => {
    if (canvas !== undefined) draw(canvas, props.preview, props.size, props.framing);
  });
  onMount(() => {
    if (canvas === undefined || frame === undefined) return;
    const [drawn, box] = [canvas, frame];
    const fit = new ResizeObserver(() => {
      drawn.width = Math.round(box.clientWidth * devicePixelRatio);
      drawn.height = drawn.width;
      draw(drawn, props.preview, props.size, props.framing);
    });
    fit.observe(box);
    box.focus();
    onCleanup(() => fit.disconnect());
  });

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = keys[event.key];
    if (done === undefined) return;
    event.preventDefault();
    if ('zoom' in done) zoomBy(done.zoom);
    else moveBy(done.right, done.down);
  }

  function drag(event: PointerEvent): void {
    const before = pointers.get(event.pointerId);
    if (before === undefined || frame === undefined) return;
    const after = placeOf(event, frame);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, after);
    if (other === undefined) {
      moveBy(after.right - before.right, after.down - before.down);
      return;
    }
    // Of two fingers one has moved: the picture follows their middle, and grows with their distance.
    const middle = middleOf(after, other);
    const was = middleOf(before, other);
    const moved = move(props.framing, props.size, middle.right - was.right, middle.down - was.down);
    const factor = distance(after, other) / Math.max(distance(before, other), 0.01);
    props.onFraming(zoom(moved, props.size, factor, middle.right, middle.down));
  }

  return (
    <>
      <div
        ref={frame}
        class={styles.frame}
        data-shape={props.shape}
        role="application"
        tabindex={0}
        aria-label={pictureT('picture.frame')}
        aria-describedby="picture-frame-hint"
        onKeyDown={press}
        onPointerDown={(event) => {
          if (frame === undefined || event.button !== 0) return;
          frame.setPointerCapture(event.pointerId);
          pointers.set(event.pointerId, placeOf(event, frame));
        }}
        onPointerMove={drag}
        onPointerUp={(event) => pointers.delete(event.pointerId)}
        onPointerCancel={(event) => pointers.delete(event.pointerId)}
        on:wheel={(event) => {
          event.preventDefault();
          const factor = Math.exp(-event.deltaY * wheelZoom * (event.ctrlKey ? 4 : 1));
          if (frame !== undefined) zoomBy(factor, placeOf(event, frame));
        }}
      >
        <canvas ref={canvas} class={styles.canvas} />
        <span class={styles.mask} />
      </div>
      <p class={styles.hint} id="picture-frame-hint">
        {pictureT('picture.frame.hint')}
      </p>
      <div class={styles.tools}>
        <label class={styles.zoom}>
          <span>{pictureT('picture.zoom')}</span>
          <input
            type="range"
            min={1}
            max={mostZoomOf(props.size)}
            step="any"
            value={props.framing.zoom}
            disabled={mostZoomOf(props.size) === 1}
            onInput={(event) => zoomBy(event.currentTarget.valueAsNumber / props.framing.zoom)}
          />
        </label>
        <IconButton
          icon="retry"
          label={pictureT('picture.turn')}
          onClick={() => props.onFraming(turn(props.framing, props.size))}
        />
      </div>
      <Button onClick={() => props.onAnother()}>{pictureT('picture.another')}</Button>
    </>
  );
}

/** From the middle of the frame, by parts of its side. */
type Point = { readonly right: number; readonly down: number };

function placeOf({ clientX, clientY }: MouseEvent, frame: HTMLElement): Point {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { right: (clientX - left) / width - 0.5, down: (clientY - top) / height - 0.5 };
}

function middleOf(one: Point, other: Point): Point {
  return { right: (one.right + other.right) / 2, down: (one.down + other.down) / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.right - other.right, one.down - other.down);
}

const keys: Readonly<Record<string, Point | { readonly zoom: number }>> = {
  // The frame goes where the arrow points: the picture under it the other way.
  ArrowLeft: { right: keyStep, down: 0 },
  ArrowRight: { right: -keyStep, down: 0 },
  ArrowUp: { right: 0, down: keyStep },
  ArrowDown: { right: 0, down: -keyStep },
  '+': { zoom: keyZoom },
  '=': { zoom: keyZoom },
  '-': { zoom: 1 / keyZoom },
};

function draw(canvas: HTMLCanvasElement, preview: ImageBitmap, size: Size, framing: Framing): void {
  const context = canvas.getContext('2d');
  if (context === null || canvas.width === 0) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  // As it will be made: what is transparent is white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.setTransform(...drawing(framing, size, canvas.width));
  context.drawImage(preview, 0, 0, size.width, size.height);
}
