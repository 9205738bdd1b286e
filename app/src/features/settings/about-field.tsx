/** What a person says of himself, as it is typed, with how much room is left. */
import { limits } from '@jibber/schema/limits';
import { createUniqueId, type JSX } from 'solid-js';
import { peopleT } from '../../i18n/people-words.ts';
import styles from './account.module.css';

/** So near to the limit the room that is left is said. */
const nearUnits = 60;

export function AboutField(props: {
  readonly about: string;
  readonly onAbout: (about: string) => void;
}): JSX.Element {
  const id = createUniqueId();
  const left = () => limits.aboutUnits - props.about.trim().length;
  const room = () => {
    if (left() < 0) return peopleT('profile.aboutTooLong', { count: -left() });
    return left() <= nearUnits
      ? peopleT('profile.aboutLeft', { count: left() })
      : peopleT('profile.aboutHint');
  };
  return (
    <div>
      <label class={styles.label} for={id}>
        {peopleT('profile.about')}
      </label>
      <textarea
        id={id}
        class={styles.area}
        rows={3}
        dir={props.about === '' ? undefined : 'auto'}
        aria-describedby={`${id}-room`}
        aria-invalid={left() < 0 ? 'true' : undefined}
        value={props.about}
        onInput={(event) => props.onAbout(event.currentTarget.value)}
      />
      <p class={styles.below} id={`${id}-room`} data-error={left() < 0 ? '' : undefined}>
        {room()}
      </p>
    </div>
  );
}
