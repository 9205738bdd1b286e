/**
 * Chooses people: those one writes with, at once and without a network, and others by an exact handle
 * or address. Invariant: who is chosen stands above as a chip until he is left out again.
 */

import type { Person } from '@jibber/schema/commands/account';
import type { UserId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import {
  createMemo,
  createSignal,
  createUniqueId,
  For,
  type JSX,
  Match,
  onMount,
  Show,
  Switch,
} from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { explainError } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { useApp } from '../../state/app-state.ts';
import { Icon } from '../../ui/icon/icon.tsx';
import { matchesTitle } from '../new-chat/find-chats.ts';
import { PersonPicture } from '../people/person-picture.tsx';
import styles from './people-picker.module.css';

/** Drawn at most; more are found by typing. */
const mostRows = 100;

type Search =
  | { readonly state: 'idle' | 'searching' }
  | { readonly state: 'failed'; readonly text: string };

/**
 * @param props.noteOf why somebody cannot be chosen, in words; undefined where he can
 * @param props.hint stands beneath the field while nothing is typed
 */
export function PeoplePicker(props: {
  readonly chosen: readonly Person[];
  readonly onChange: (chosen: readonly Person[]) => void;
  readonly noteOf?: (userId: UserId) => string | undefined;
  readonly hint: string;
}): JSX.Element {
  const app = useApp();
  const fieldId = createUniqueId();
  const [query, setQuery] = createSignal('');
  const [search, setSearch] = createSignal<Search>({ state: 'idle' });
  let field: HTMLInputElement | undefined;
  let asked = 0;

  const typed = () => query().trim();
  const isChosen = (userId: UserId) => props.chosen.some((person) => person.userId === userId);
  const isFull = () => props.chosen.length >= limits.usersPerIntent;
  const people = createMemo(() => {
    const written = app.chats.order().flatMap((chatId) => {
      const peer = app.chats.row(chatId)?.peer;
      return peer !== undefined && app.chats.isNamed(chatId) ? [peer] : [];
    });
    // First those one writes to, the newest above; then members of one's groups.
    return [...new Set([...written, ...app.chats.acquaintances()])]
      .filter((userId) => matchesTitle(app.chats.name(userId), typed()))
      .slice(0, mostRows);
  });

  onMount(() => {
    if (window.matchMedia('(pointer: fine)').matches) field?.focus();
  });

  function write(text: string): void {
    asked += 1;
    setSearch({ state: 'idle' });
    setQuery(text);
  }

  function choose(person: Person): void {
    if (isChosen(person.userId)) leaveOut(person.userId);
    else if (!isFull()) props.onChange([...props.chosen, person]);
    if (typed() !== '') {
      write('');
      field?.focus();
    }
  }

  function leaveOut(userId: UserId): void {
    props.onChange(props.chosen.filter((person) => person.userId !== userId));
  }

  async function find(): Promise<void> {
    const wanted = typed();
    if (wanted === '') return;
    asked += 1;
    const turn = asked;
    setSearch({ state: 'searching' });
    const answer = await app.session.findPerson(wanted);
    if (turn !== asked) return;
    if (!answer.ok) {
      setSearch({ state: 'failed', text: explain(answer.code, wanted) });
      return;
    }
    const note = props.noteOf?.(answer.value.userId);
    if (note !== undefined) setSearch({ state: 'failed', text: `${answer.value.name}: ${note}` });
    else if (isChosen(answer.value.userId)) write('');
    else choose(answer.value);
  }

  function explain(code: Parameters<typeof explainError>[0] | 'offline', wanted: string): string {
    if (code === 'offline') return chatT('newChat.offline');
    if (code === 'person-not-found') return chatT('newChat.nobody', { query: wanted });
    return explainError(code);
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      const [first] = people();
      const person = first === undefined ? undefined : app.chats.person(first);
      if (typed() === '' || event.isComposing) return;
      if (person !== undefined && props.noteOf?.(person.userId) === undefined) choose(person);
      else find().catch(app.fail);
    }
    const last = props.chosen.at(-1);
    if (event.key === 'Backspace' && query() === '' && last !== undefined) leaveOut(last.userId);
  }

  return (
    <>
      <search class={styles.head}>
        <Show when={props.chosen.length > 0}>
          <ul
            class={styles.chips}
            aria-label={panelT('newGroup.chosen', { count: props.chosen.length })}
          >
            <For each={props.chosen}>
              {(person) => (
                <li>
                  <button type="button" class={styles.chip} onClick={() => leaveOut(person.userId)}>
                    <PersonPicture userId={person.userId} name={person.name} size="mini" />
                    <span class={styles.chipName} dir="auto" aria-hidden="true">
                      {person.name}
                    </span>
                    <span class="visually-hidden">
                      {panelT('newGroup.unchoose', { name: person.name })}
                    </span>
                    <Icon name="close" size="small" />
                  </button>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <div class={styles.field}>
          <Icon name="search" size="small" />
          <input
            ref={field}
            id={fieldId}
            type="text"
            inputmode="email"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-label={panelT('newGroup.search')}
            placeholder={panelT('newGroup.search')}
            value={query()}
            onInput={(event) => write(event.currentTarget.value)}
            onKeyDown={handleKey}
          />
        </div>
      </search>
      <Show when={typed() !== ''} fallback={<p class={styles.hint}>{props.hint}</p>}>
        <button
          type="button"
          class={styles.find}
          onClick={() => {
            find().catch(app.fail);
          }}
        >
          <span class={styles.findIcon}>
            <Icon name="search" />
          </span>
          <span>
            {chatT('newChat.find')} <b dir="auto">{typed()}</b>
          </span>
        </button>
      </Show>
      <div aria-live="polite">
        <Switch>
          <Match when={search().state === 'searching'}>
            <p class={styles.hint}>{chatT('newChat.finding', { query: typed() })}</p>
          </Match>
          <Match when={failureText(search())}>
            {(text) => <p class={styles.hint}>{text()}</p>}
          </Match>
          <Match when={isFull()}>
            <p class={styles.hint}>{panelT('newGroup.most', { count: limits.usersPerIntent })}</p>
          </Match>
        </Switch>
      </div>
      <Show
        when={people().length > 0}
        fallback={
          <Show
            when={typed() !== ''}
            fallback={<p class={styles.hint}>{panelT('newGroup.empty')}</p>}
          >
            <p class={styles.hint}>{panelT('newGroup.nobody', { query: typed() })}</p>
          </Show>
        }
      >
        <ul aria-label={panelT('newGroup.people')}>
          <For each={people()}>
            {(userId) => (
              <li>
                <PersonChoice
                  userId={userId}
                  note={props.noteOf?.(userId)}
                  isChosen={isChosen(userId)}
                  onChange={() => {
                    const person = app.chats.person(userId);
                    if (person !== undefined) choose(person);
                  }}
                />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
}

function PersonChoice(props: {
  readonly userId: UserId;
  readonly note: string | undefined;
  readonly isChosen: boolean;
  readonly onChange: () => void;
}): JSX.Element {
  const app = useApp();
  return (
    <label class={styles.choice} data-closed={props.note === undefined ? undefined : ''}>
      <PersonPicture userId={props.userId} name={app.chats.name(props.userId)} size="small" />
      <span class={styles.who}>
        <span class={styles.name} dir="auto">
          {app.chats.name(props.userId)}
        </span>
        <Show when={props.note}>{(note) => <span class={styles.note}>{note()}</span>}</Show>
      </span>
      <input
        type="checkbox"
        class={styles.check}
        checked={props.isChosen || props.note !== undefined}
        disabled={props.note !== undefined}
        onChange={(event) => {
          props.onChange();
          event.currentTarget.checked = props.isChosen;
        }}
      />
    </label>
  );
}

function failureText(search: Search): string | undefined {
  return search.state === 'failed' ? search.text : undefined;
}
