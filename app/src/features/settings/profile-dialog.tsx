/**
 * One's own profile, to be changed. Invariant: only what was changed is asked for, works without a
 * connection, and a text is never thrown away because it is too long.
 */

import { isHandle, readName } from '@jibber/schema/commands/account';
import type { FileId, UserId } from '@jibber/schema/ids';
import type { Profile } from '@jibber/schema/intents/account/account-state';
import { limits } from '@jibber/schema/limits';
import { createSignal, createUniqueId, type JSX, lazy, Show, Suspense, untrack } from 'solid-js';
import { accountT } from '../../i18n/account-words.ts';
import { explainError, explainWriteFailure } from '../../i18n/explain.ts';
import { peopleT } from '../../i18n/people-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import type { ProfileWish } from '../../state/own-account.ts';
import { keepPicture } from '../../state/pictures.ts';
import type { WriteResult } from '../../state/writing.ts';
import { Button } from '../../ui/button/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { TextField } from '../../ui/field/text-field.tsx';
import { AboutField } from './about-field.tsx';
import styles from './account.module.css';
import { OwnPicture } from './own-picture.tsx';

const PictureEditor = lazy(() =>
  import('../../ui/picture-editor/picture-editor.tsx').then((module) => ({
    default: module.PictureEditor,
  })),
);
const failureShownMs = 6000;

export function ProfileDialog(props: {
  readonly userId: UserId;
  readonly profile: Profile;
  readonly save: (wish: ProfileWish) => Promise<WriteResult>;
  readonly onClose: () => void;
}): JSX.Element {
  const app = useApp();
  const formId = createUniqueId();
  // As it was when the dialog opened: what comes of another device meanwhile is not undone.
  const before = untrack(() => props.profile);
  const [name, setName] = createSignal(before.name);
  const [handle, setHandle] = createSignal(before.handle);
  const [about, setAbout] = createSignal(before.about);
  const [picture, setPicture] = createSignal<FileId | null>(before.picture);
  const [isChoosing, setChoosing] = createSignal(false);
  const [isTaken, setTaken] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const isValid = () =>
    readName(name()) !== undefined &&
    (handle() === before.handle || isHandle(handle())) &&
    about().trim().length <= limits.aboutUnits;

  async function save(): Promise<void> {
    if (!isValid()) return;
    const wish: ProfileWish = {
      ...(name().trim() === before.name ? {} : { name: name() }),
      ...(handle() === before.handle ? {} : { handle: handle() }),
      ...(about().trim() === before.about ? {} : { about: about() }),
      ...(picture() === before.picture ? {} : { picture: picture() }),
    };
    if (Object.keys(wish).length === 0) {
      props.onClose();
      return;
    }
    const saved = await props.save(wish);
    if (saved.ok) props.onClose();
    else setFailure(explainWriteFailure(saved.code));
  }

  /** Without an answer nothing is said: the server tells when it hears of the change. */
  async function look(): Promise<void> {
    const asked = handle();
    if (asked === before.handle || !isHandle(asked)) return;
    const answer = await app.session.isHandleFree(asked);
    if (handle() === asked && answer.ok) setTaken(!answer.value);
  }

  async function keep(blob: Blob): Promise<void> {
    setChoosing(false);
    const kept = await keepPicture(app.session, blob);
    if (kept.ok) setPicture(kept.value);
    else app.notices.show({ text: explainWriteFailure(kept.code), shownMs: failureShownMs });
  }

  return (
    <>
      <Dialog
        title={peopleT('profile.edit')}
        onClose={() => props.onClose()}
        actions={
          <>
            <Button variant="quiet" onClick={() => props.onClose()}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" form={formId} variant="filled" aria-disabled={!isValid()}>
              {peopleT('profile.save')}
            </Button>
          </>
        }
      >
        <form
          id={formId}
          class={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            save().catch(app.fail);
          }}
        >
          <div class={styles.picture}>
            <OwnPicture userId={props.userId} name={name()} picture={picture()} />
            <div class={styles.pictureActions}>
              <Button variant="quiet" onClick={() => setChoosing(true)}>
                {picture() === null ? peopleT('profile.picture') : peopleT('profile.pictureChange')}
              </Button>
              <Show when={picture() !== null}>
                <Button variant="quiet" onClick={() => setPicture(null)}>
                  {peopleT('profile.pictureRemove')}
                </Button>
              </Show>
            </div>
          </div>
          <TextField
            label={accountT('field.name')}
            hint={accountT('field.name.hint')}
            error={readName(name()) === undefined ? explainError('name-invalid') : undefined}
            name="name"
            autocomplete="name"
            value={name()}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <TextField
            label={accountT('field.handle')}
            hint={accountT('field.handle.hint')}
            error={handleProblem()}
            name="handle"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={handle()}
            onInput={(event) => {
              setHandle(event.currentTarget.value.trim().toLowerCase().replace(/^@/, ''));
              setTaken(false);
              look().catch(app.fail);
            }}
          />
          <AboutField about={about()} onAbout={setAbout} />
          <Show when={!app.connection.isOnline()}>
            <p class={styles.below}>{peopleT('profile.offline')}</p>
          </Show>
          <Show when={failure()}>
            {(text) => (
              <p class={styles.below} data-error="" role="alert">
                {text()}
              </p>
            )}
          </Show>
        </form>
      </Dialog>
      <Show when={isChoosing()}>
        <Suspense>
          <PictureEditor
            onClose={() => setChoosing(false)}
            onPicked={(blob) => {
              keep(blob).catch(app.fail);
            }}
          />
        </Suspense>
      </Show>
    </>
  );

  function handleProblem(): string | undefined {
    if (handle() === before.handle) return undefined;
    if (!isHandle(handle())) return explainError('handle-invalid');
    return isTaken() ? explainError('handle-taken') : undefined;
  }
}
