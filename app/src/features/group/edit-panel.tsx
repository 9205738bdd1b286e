/**
 * Name and description of a group, to be changed. Invariant: only what was changed is asked for, and a
 * text is never thrown away because it is too long.
 */
import { createSignal, type JSX, untrack } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { Panel } from '../shell/panel.tsx';
import { GroupFields, isValidForm } from './group-fields.tsx';
import styles from './group-form.module.css';
import { type GroupScreen, reportFailure } from './group-screen.ts';

export function EditPanel(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const before = untrack(() => props.screen.group());
  const [title, setTitle] = createSignal(before.title);
  const [about, setAbout] = createSignal(before.about);
  const [picture, setPicture] = createSignal(before.picture);

  function save(): void {
    if (!isValidForm(title(), about())) return;
    const { chatId, actions } = props.screen;
    if (title().trim() !== before.title) reportFailure(app, actions.renameGroup(chatId, title()));
    if (about().trim() !== before.about) {
      reportFailure(app, actions.describeGroup(chatId, about()));
    }
    if (picture() !== before.picture) {
      reportFailure(app, actions.setGroupPicture(chatId, picture() ?? null));
    }
    app.navigation.back();
  }

  return (
    <form
      class={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Panel
        title={panelT('edit.title')}
        footer={
          <Button
            type="submit"
            variant="filled"
            isWide={true}
            aria-disabled={!isValidForm(title(), about())}
          >
            {panelT('edit.save')}
          </Button>
        }
      >
        <GroupFields
          id={props.screen.chatId}
          title={title()}
          about={about()}
          picture={picture()}
          onPicture={setPicture}
          onTitle={setTitle}
          onAbout={setAbout}
        />
      </Panel>
    </form>
  );
}
