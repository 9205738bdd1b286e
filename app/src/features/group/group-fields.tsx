/** Picture, name and description of a group as they are typed, with how much room is left. */

import type { FileId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { createUniqueId, type JSX, onMount } from 'solid-js';
import { explainError } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { TextField } from '../../ui/field/text-field.tsx';
import styles from './group-form.module.css';
import { PictureChoice } from './picture-choice.tsx';

/** So near to the limit of the description the room that is left is said. */
const nearUnits = 60;

export function isValidForm(title: string, about: string): boolean {
  const units = title.trim().length;
  return units > 0 && units <= limits.nameUnits && about.trim().length <= limits.aboutUnits;
}

/** @param props.id decides the hue of the picture that stands for the group until it has one */
export function GroupFields(props: {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly picture: FileId | undefined;
  readonly onPicture: (picture: FileId | undefined) => void;
  readonly onTitle: (title: string) => void;
  readonly onAbout: (about: string) => void;
}): JSX.Element {
  let holder: HTMLDivElement | undefined;
  const aboutId = createUniqueId();
  const left = () => limits.aboutUnits - props.about.trim().length;
  const room = () => {
    if (left() < 0) return panelT('newGroup.tooLong', { count: -left() });
    return left() <= nearUnits
      ? panelT('newGroup.left', { count: left() })
      : panelT('newGroup.aboutHint');
  };
  onMount(() => {
    if (window.matchMedia('(pointer: fine)').matches) holder?.querySelector('input')?.focus();
  });
  return (
    <div ref={holder} class={styles.fields}>
      <PictureChoice
        id={props.id}
        title={props.title}
        picture={props.picture}
        onPicture={(picture) => props.onPicture(picture)}
      />
      <TextField
        label={panelT('newGroup.name')}
        autocomplete="off"
        enterkeyhint="done"
        value={props.title}
        error={
          props.title.trim().length > limits.nameUnits ? explainError('title-invalid') : undefined
        }
        onInput={(event) => props.onTitle(event.currentTarget.value)}
      />
      <div class={styles.field}>
        <label class={styles.label} for={aboutId}>
          {panelT('newGroup.about')}
        </label>
        <textarea
          id={aboutId}
          class={styles.area}
          rows={3}
          dir={props.about === '' ? undefined : 'auto'}
          aria-describedby={`${aboutId}-room`}
          aria-invalid={left() < 0 ? 'true' : undefined}
          value={props.about}
          onInput={(event) => props.onAbout(event.currentTarget.value)}
        />
        <p
          id={`${aboutId}-room`}
          class={styles.below}
          data-problem={left() < 0 ? '' : undefined}
          aria-live={left() < 0 ? 'assertive' : 'off'}
        >
          {room()}
        </p>
      </div>
    </div>
  );
}
