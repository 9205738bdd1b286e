/** Buttons: a filled, an outlined and a quiet one with words, and a round one with an icon. */
import { type JSX, splitProps } from 'solid-js';
import { Icon, type IconName } from '../icon/icon.tsx';
import styles from './button.module.css';

type ButtonProps = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'style'>;

/** @param props.variant filled: the one main action; danger: it destroys something */
export function Button(
  props: ButtonProps & {
    readonly variant?: 'filled' | 'outlined' | 'quiet' | 'danger';
    readonly isWide?: boolean;
  },
): JSX.Element {
  const [own, rest] = splitProps(props, ['variant', 'isWide', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={styles.button}
      data-variant={own.variant ?? 'outlined'}
      data-wide={own.isWide ? '' : undefined}
    />
  );
}

/** @param props.label name for screen readers and the tooltip */
export function IconButton(
  props: ButtonProps & {
    readonly icon: IconName;
    readonly label: string;
    readonly variant?: 'filled';
  },
): JSX.Element {
  const [own, rest] = splitProps(props, ['icon', 'label', 'variant', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={styles.icon}
      data-variant={own.variant}
      aria-label={own.label}
      title={own.label}
    >
      <Icon name={own.icon} />
    </button>
  );
}
