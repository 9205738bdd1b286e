/**
 * Finds a chat one has, or a person one does not write with yet. Invariant: one's own chats are
 * found at once and without a network; a person only by an exact handle or address.
 */

import type { Person } from '@jibber/schema/commands/account';
import { createMemo, createSignal, For, type JSX, Match, onMount, Show, Switch } from 'solid-js';
import { chatT } from '../../i18n/chat-words.ts';
import { explainError, explainWriteFailure } from '../../i18n/explain.ts';
import { panelT } from '../../i18n/group-panel-words.ts';
import { t } from '../../i18n/words.ts';
import { useApp } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button/button.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import { Picture } from '../../ui/picture/picture.tsx';
import { ChatRow } from '../chat-list/chat-row.tsx';
import { Panel } from '../shell/panel.tsx';
import { matchesTitle } from './find-chats.ts';
import styles from './new-chat.module.css';
import { PersonCard } from './person-card.tsx';

const mostChats = 8;

type Search =
  | { readonly state: 'idle' | 'searching' }
  | { readonly state: 'found'; readonly person: Person }
  | { readonly state: 'failed'; readonly text: string };

export function NewChatPanel(): JSX.Element {
  const app = useApp();
  const [query, setQuery] = createSignal('');
  const [search, setSearch] = createSignal<Search>({ state: 'idle' });
  let field: HTMLInputElement | undefined;
  let asked = 0;

  const typed = () => query().trim();
  const chats = createMemo(() =>
    app.chats
      .order()
      .filter((chatId) => matchesTitle(app.chats.title(chatId), typed()))
      .slice(0, mostChats),
  );
  const me = () => {
    const session = app.session.status();
    return session.status === 'signed-in' ? session.me : undefined;
  };
  const hasNotes = () => app.chats.order().some(app.chats.isNotes);

  onMount(() => field?.focus());

  async function find(): Promise<void> {
    const wanted = typed();
    if (wanted === '') return;
    asked += 1;
    const turn = asked;
    setSearch({ state: 'searching' });
    const answer = await app.session.findPerson(wanted);
    if (turn !== asked) return;
    if (answer.ok) setSearch({ state: 'found', person: answer.value });
    else setSearch({ state: 'failed', text: explain(answer.code, wanted) });
  }

  function explain(code: Parameters<typeof explainError>[0] | 'offline', wanted: string): string {
    if (code === 'offline') return chatT('newChat.offline');
    if (code === 'person-not-found') return chatT('newChat.nobody', { query: wanted });
    return explainError(code);
  }

  function write(person: Person): void {
    app.chats
      .openDirect(person)
      .then((opened) => {
        if (opened.ok) app.navigation.open({ name: 'chat', chatId: opened.value });
        else setSearch({ state: 'failed', text: explainWriteFailure(opened.code) });
      })
      .catch(app.fail);
  }

  function openNewGroup(): void {
    const route = app.navigation.route();
    app.navigation.open(
      route.name === 'chat'
        ? { ...route, panel: 'new-group' }
        : { name: 'chats', panel: 'new-group' },
    );
  }

  function submit(): void {
    const [first] = chats();
    const isHandle = typed().startsWith('@');
    if (first !== undefined && !isHandle) app.navigation.open({ name: 'chat', chatId: first });
    else find().catch(app.fail);
  }

  return (
    <Panel title={chatT('newChat.title')}>
      <search>
        <form
          class={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Icon name="search" size="small" />
          <input
            ref={field}
            class={styles.field}
            type="text"
            inputmode="email"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-label={chatT('newChat.field')}
            placeholder={chatT('newChat.field')}
            value={query()}
            onInput={(event) => {
              asked += 1;
              setSearch({ state: 'idle' });
              setQuery(event.currentTarget.value);
            }}
          />
          <Show when={typed() !== ''}>
            <IconButton
              icon="close"
              label={chatT('newChat.clear')}
              onClick={() => {
                setQuery('');
                setSearch({ state: 'idle' });
                field?.focus();
              }}
            />
          </Show>
        </form>
      </search>
      <Show when={typed() !== ''} fallback={<p class={styles.hint}>{chatT('newChat.hint')}</p>}>
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
      <div class={styles.answer} aria-live="polite">
        <Switch>
          <Match when={search().state === 'searching'}>
            <p class={styles.hint}>{chatT('newChat.finding', { query: typed() })}</p>
          </Match>
          <Match when={foundPerson(search())}>
            {(person) => <PersonCard person={person()} onWrite={() => write(person())} />}
          </Match>
          <Match when={failureText(search())}>
            {(text) => <p class={styles.hint}>{text()}</p>}
          </Match>
        </Switch>
      </div>
      <Show when={typed() === ''}>
        <button type="button" class={styles.notes} onClick={openNewGroup}>
          <span class={styles.findIcon}>
            <Icon name={peopleIcons.people} />
          </span>
          <b>{panelT('newGroup.open')}</b>
        </button>
      </Show>
      <Show when={!hasNotes() && typed() === '' ? me() : undefined}>
        {(person) => (
          <button type="button" class={styles.notes} onClick={() => write(person())}>
            <Picture id={person().userId} name="" isNotes={true} />
            <span>
              <b>{t('chat.notes')}</b>
              <small>{chatT('newChat.self')}</small>
            </span>
          </button>
        )}
      </Show>
      <Show when={chats().length > 0}>
        <h3 class={styles.heading}>{chatT('newChat.chats')}</h3>
        <ul class={styles.chats}>
          <For each={chats()}>
            {(chatId) => (
              <li>
                <ChatRow chatId={chatId} isOpen={false} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  );
}

function foundPerson(search: Search): Person | undefined {
  return search.state === 'found' ? search.person : undefined;
}

function failureText(search: Search): string | undefined {
  return search.state === 'failed' ? search.text : undefined;
}
