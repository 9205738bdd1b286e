/**
 * The picture of a group as it is being chosen. Invariant: what was chosen is kept on this device at
 * once, so that a group may be made, and changed, without a connection.
 */

import type { FileId } from '@jibber/schema/ids';
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { keepPicture } from '../../state/pictures.ts';
import { Button } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import styles from './group-form.module.css';
import { GroupPicture } from './group-picture.tsx';

const PictureEditor = lazy(() =>
  import('../../ui/picture-editor/picture-editor.tsx').then((module) => ({
    default: module.PictureEditor,
  })),
);

const failureShownMs = 6000;

export function PictureChoice(props: {
  readonly id: string;
  readonly title: string;
  readonly picture: FileId | undefined;
  readonly onPicture: (picture: FileId | undefined) => void;
}): JSX.Element {
  const app = useApp();
  const [isChoosing, setChoosing] = createSignal(false);

  async function keep(picture: Blob): Promise<void> {
    setChoosing(false);
    const kept = await keepPicture(app.session, picture);
    if (kept.ok) props.onPicture(kept.value);
    else app.notices.show({ text: explainWriteFailure(kept.code), shownMs: failureShownMs });
  }

  return (
    <div class={styles.picture}>
      <GroupPicture id={props.id} title={props.title} picture={props.picture} />
      <div class={styles.pictureActions}>
        <Button variant="quiet" onClick={() => setChoosing(true)}>
          <Icon name={peopleIcons.camera} />
          {props.picture === undefined ? panelT('edit.picture') : panelT('edit.pictureChange')}
        </Button>
        <Show when={props.picture !== undefined}>
          <Button variant="quiet" onClick={() => props.onPicture(undefined)}>
            {panelT('edit.pictureRemove')}
          </Button>
        </Show>
      </div>
      <Show when={isChoosing()}>
        <Suspense>
          <PictureEditor
            onClose={() => setChoosing(false)}
            onPicked={(picture) => {
              keep(picture).catch(app.fail);
            }}
          />
        </Suspense>
      </Show>
    </div>
  );
}
