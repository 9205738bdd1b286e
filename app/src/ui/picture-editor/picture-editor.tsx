/**
 * The dialog in which a picture is chosen and framed. Invariant: what it hands over was drawn anew on
 * this device; until then nothing of the file leaves it.
 */
import { createSignal, type JSX, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { pictureT } from '../../i18n/picture-words.ts';
import { t } from '../../i18n/words.ts';
import { Button } from '../button/button.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { Icon } from '../icon/icon.tsx';
import { type Framing, type Size, startFraming } from './framing.ts';
import styles from './picture-editor.module.css';
import { PictureFrame } from './picture-frame.tsx';
import type { PictureFault } from './picture-messages.ts';
import { openPictureWorkshop } from './picture-workshop.ts';

export type PictureEditorProps = {
  /** How the picture will be shown. */
  readonly shape?: 'round' | 'square';
  /** A square picture without anything of the file but its pixels; the owner unmounts the editor. */
  readonly onPicked: (picture: Blob) => void;
  readonly onClose: () => void;
};

type State =
  | { readonly step: 'choosing'; readonly fault?: PictureFault }
  | { readonly step: 'opening' }
  | { readonly step: 'framing' | 'finishing'; readonly size: Size; readonly preview: ImageBitmap };

/** Open for as long as it is mounted. */
export function PictureEditor(props: PictureEditorProps): JSX.Element {
  const [state, setState] = createSignal<State>({ step: 'choosing' });
  const [framing, setFraming] = createSignal<Framing>(startFraming({ width: 1, height: 1 }));
  const [isOver, setOver] = createSignal(false);
  const workshop = openPictureWorkshop();
  let input: HTMLInputElement | undefined;
  let turn = 0;

  const framed = () => {
    const present = state();
    return present.step === 'framing' || present.step === 'finishing' ? present : undefined;
  };

  async function open(file: Blob | undefined): Promise<void> {
    if (file === undefined || state().step === 'finishing') return;
    turn += 1;
    const own = turn;
    letGo();
    setState({ step: 'opening' });
    const answer = await workshop.ask({ kind: 'open', file });
    // Closed, or another file was chosen since.
    if (own !== turn) return;
    if (answer.kind === 'opened') {
      setFraming(startFraming(answer.size));
      setState({ step: 'framing', size: answer.size, preview: answer.preview });
    } else fail(answer.kind === 'failed' ? answer.fault : 'unable');
  }

  async function finish(): Promise<void> {
    const present = framed();
    if (present?.step !== 'framing') return;
    const own = turn;
    setState({ ...present, step: 'finishing' });
    const answer = await workshop.ask({ kind: 'finish', framing: framing() });
    if (own !== turn) return;
    if (answer.kind === 'finished') props.onPicked(answer.picture);
    else fail(answer.kind === 'failed' ? answer.fault : 'unable');
  }

  function fail(fault: PictureFault): void {
    letGo();
    setState({ step: 'choosing', fault });
  }

  function letGo(): void {
    framed()?.preview.close();
  }

  function chooseAgain(): void {
    letGo();
    setState({ step: 'choosing' });
    input?.click();
  }

  onMount(() => {
    const paste = (event: ClipboardEvent) => {
      const file = firstFile(event.clipboardData);
      if (file === undefined) return;
      event.preventDefault();
      void open(file);
    };
    addEventListener('paste', paste);
    onCleanup(() => removeEventListener('paste', paste));
  });
  onCleanup(() => {
    turn += 1;
    letGo();
    workshop.close();
  });

  return (
    <Dialog
      title={pictureT('picture.title')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button variant="quiet" onClick={() => props.onClose()}>
            {t('action.cancel')}
          </Button>
          <Show when={framed()}>
            {(present) => (
              <Button
                variant="filled"
                aria-disabled={present().step === 'finishing'}
                onClick={() => void finish()}
              >
                {pictureT(present().step === 'finishing' ? 'picture.finishing' : 'picture.use')}
              </Button>
            )}
          </Show>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file; the button does the same */}
      <div
        class={styles.editor}
        data-over={isOver() ? '' : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void open(firstFile(event.dataTransfer));
        }}
      >
        <input
          ref={input}
          hidden={true}
          type="file"
          accept="image/*"
          onChange={(event) => {
            void open(event.currentTarget.files?.[0]);
            // The same file again is a choice, too.
            event.currentTarget.value = '';
          }}
        />
        <Switch>
          <Match when={framed()}>
            {(present) => (
              <PictureFrame
                size={present().size}
                preview={present().preview}
                framing={framing()}
                shape={props.shape ?? 'round'}
                onFraming={setFraming}
                onAnother={chooseAgain}
              />
            )}
          </Match>
          <Match when={state().step !== 'framing'}>
            <div class={styles.choice}>
              <span class={styles.sign}>
                <Icon name="person" />
              </span>
              <Button
                aria-disabled={state().step === 'opening'}
                onClick={() => state().step === 'choosing' && input?.click()}
              >
                {pictureT('picture.choose')}
              </Button>
              <p class={styles.hint}>{pictureT('picture.drop')}</p>
              <p class={styles.hint}>{pictureT('picture.private')}</p>
            </div>
          </Match>
        </Switch>
        <p class={styles.status} role="status" data-fault={faultOf(state()) ? '' : undefined}>
          <Show when={state().step === 'opening'}>{pictureT('picture.opening')}</Show>
          <Show when={faultOf(state())}>
            {(fault) => <>{pictureT(`picture.fault.${fault()}`)}</>}
          </Show>
        </p>
      </div>
    </Dialog>
  );
}

function faultOf(state: State): PictureFault | undefined {
  return state.step === 'choosing' ? state.fault : undefined;
}

function firstFile(data: DataTransfer | null): File | undefined {
  return data?.files[0];
}
