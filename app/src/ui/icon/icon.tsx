/**
 * The icons of the app, drawn on a grid of 24 with one stroke. Invariant: an icon never speaks; the
 * control around it carries the name.
 */
import type { JSX } from 'solid-js';
import styles from './icon.module.css';

const paths = {
  alert: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5v5.5M12 16.25v.01',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  bookmark: 'M7 4.5h10v15l-5-3.75-5 3.75z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  checks: 'm1.5 12.75 4.25 4.25L14.5 8M11 16l1 1 9.5-9.5',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.75V12l2.75 1.75',
  close: 'm6 6 12 12M18 6 6 18',
  compose: 'M5 19h3.5L19 8.5a2.5 2.5 0 0 0-3.5-3.5L5 15.5zM13.5 7l3.5 3.5M13 19h6',
  copy: 'M11 8.5h7a1.5 1.5 0 0 1 1.5 1.5v8.5A1.5 1.5 0 0 1 18 20h-7a1.5 1.5 0 0 1-1.5-1.5V10A1.5 1.5 0 0 1 11 8.5zM5.75 15.5A1.5 1.5 0 0 1 4.5 14V5.5A1.5 1.5 0 0 1 6 4h7a1.5 1.5 0 0 1 1.5 1.25',
  down: 'm6 9.5 6 6 6-6',
  edit: 'M5 19h3.5L19 8.5a2.5 2.5 0 0 0-3.5-3.5L5 15.5zM13.5 7l3.5 3.5',
  hide: 'M4 4l16 16M9.9 5.8A9.3 9.3 0 0 1 12 5.5c5.5 0 9 6.5 9 6.5a15.6 15.6 0 0 1-2.6 3.4M6.3 7.2C4.2 8.9 3 12 3 12s3.5 6.5 9 6.5a8.6 8.6 0 0 0 3.7-.8M10 10.2a2.8 2.8 0 0 0 3.9 3.9',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.75 20a7.25 7.25 0 0 1 14.5 0',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.5-5.6l2.5 2.1M19.5 4v4.5H15',
  search: 'M10.75 17.5a6.75 6.75 0 1 0 0-13.5 6.75 6.75 0 0 0 0 13.5zM20 20l-4.4-4.4',
  send: 'M12 19V5.5M5.75 11.5 12 5.25l6.25 6.25',
  show: 'M3 12s3.5-6.5 9-6.5 9 6.5 9 6.5-3.5 6.5-9 6.5S3 12 3 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  signOut:
    'M13 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h6M10.5 12h10M17 8.5l3.5 3.5-3.5 3.5',
  storage:
    'M12 9.5c4 0 7-1.2 7-2.75S16 4 12 4 5 5.2 5 6.75 8 9.5 12 9.5zM5 6.75v10.5C5 18.8 8 20 12 20s7-1.2 7-2.75V6.75M5 12c0 1.55 3 2.75 7 2.75s7-1.2 7-2.75',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.75 11.6a1.5 1.5 0 0 0 1.5 1.4h5.5a1.5 1.5 0 0 0 1.5-1.4L17 7',
} as const;

/** One of the icons of the first screens, or one that is loaded with what needs it. */
export type IconName = keyof typeof paths | IconDrawing;
/** @property d an SVG path on the grid */
export type IconDrawing = { readonly d: string };

/** @param props.size 20 px, or 16 px where it stands in a line of small text */
export function Icon(props: { readonly name: IconName; readonly size?: 'small' }): JSX.Element {
  return (
    <svg
      class={styles.icon}
      data-icon={typeof props.name === 'string' ? props.name : undefined}
      data-size={props.size}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <path d={typeof props.name === 'string' ? paths[props.name] : props.name.d} />
    </svg>
  );
}
