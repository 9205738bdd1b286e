/**
 * Makes a group: first its people, then its name. Invariant: it works without a connection; what is
 * made then waits, and says so.
 */

import type { Person } from '@jibber/schema/commands/account';
import type { FileId } from '@jibber/schema/ids';
import { createSignal, type JSX, Show, untrack } from 'solid-js';
import { explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { dateContext } from '../../i18n/words.ts';
import { createAdministering } from '../../state/administering.ts';
import { useApp } from '../../state/app-state.ts';
import { Button } from '../../ui/button/button.tsx';
import { GroupFields, isValidForm } from '../group/group-fields.tsx';
import { Panel } from '../shell/panel.tsx';
import styles from './new-group.module.css';
import { PeoplePicker } from './people-picker.tsx';

export function NewGroupPanel(): JSX.Element {
  const app = useApp();
  const actions = createAdministering(app.session.replica);
  const [chosen, setChosen] = createSignal<readonly Person[]>(untrack(firstChosen));
  const [isNaming, setNaming] = createSignal(false);
  const [title, setTitle] = createSignal('');
  const [about, setAbout] = createSignal('');
  const [picture, setPicture] = createSignal<FileId>();
  const [failure, setFailure] = createSignal<string>();
  let isCreating = false;

  /** Who is in the private chat from which the panel was opened. */
  function firstChosen(): readonly Person[] {
    const route = app.navigation.route();
    if (route.name !== 'chat' || route.panel !== 'group-with') return [];
    const peer = app.chats.row(route.chatId)?.peer;
    const person = peer === undefined ? undefined : app.chats.person(peer);
    return person === undefined ? [] : [person];
  }

  function create(): void {
    if (isCreating || !isValidForm(title(), about())) return;
    isCreating = true;
    const users = chosen().map((person) => person.userId);
    const form = { title: title(), about: about(), picture: picture(), users };
    actions
      .createGroup(form)
      .then((made) => {
        isCreating = false;
        if (made.ok) app.navigation.open({ name: 'chat', chatId: made.value });
        else setFailure(explainWriteFailure(made.code));
      })
      .catch(app.fail);
  }

  return (
    <Show
      when={isNaming()}
      fallback={
        <Panel
          title={panelT('newGroup.title')}
          footer={
            <Button variant="filled" isWide={true} onClick={() => setNaming(true)}>
              {chosen().length === 0 ? panelT('newGroup.skip') : panelT('newGroup.next')}
            </Button>
          }
        >
          <PeoplePicker chosen={chosen()} onChange={setChosen} hint={panelT('newGroup.stranger')} />
        </Panel>
      }
    >
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <Panel
          title={panelT('newGroup.title')}
          onBack={() => setNaming(false)}
          footer={
            <>
              <Show when={failure()}>
                {(text) => (
                  <p class={styles.failure} role="alert">
                    {text()}
                  </p>
                )}
              </Show>
              <Show when={!app.connection.isOnline()}>
                <p class={styles.note}>{panelT('newGroup.offline')}</p>
              </Show>
              <Button
                type="submit"
                variant="filled"
                isWide={true}
                aria-disabled={!isValidForm(title(), about())}
              >
                {panelT('newGroup.create')}
              </Button>
            </>
          }
        >
          <GroupFields
            id="new"
            title={title()}
            about={about()}
            picture={picture()}
            onPicture={setPicture}
            onTitle={setTitle}
            onAbout={setAbout}
          />
          <p class={styles.people}>
            {chosen().length === 0
              ? panelT('newGroup.alone')
              : panelT('newGroup.withPeople', { people: listNames(chosen()) })}
          </p>
        </Panel>
      </form>
    </Show>
  );
}

/** As the language joins names. */
function listNames(people: readonly Person[]): string {
  const format = new Intl.ListFormat(dateContext().locale);
  return format.format(people.map((person) => person.name));
}
