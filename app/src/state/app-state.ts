/**
 * Everything the features read and do, in one place. Invariant: the only door to the replica; made
 * once, found by `useApp`.
 */
import { type Accessor, createContext, createSignal, useContext } from 'solid-js';
import type { Device } from '../replica/replica.ts';
import type { Navigation } from '../routes.ts';
import { type Chats, createChats } from './chats.ts';
import { createMinuteClock } from './clock.ts';
import { type Connection, createConnection } from './connection.ts';
import { type ListSize, makeListSize } from './list-size.ts';
import { createNotices, type Notices } from './notices.ts';
import { createSession, type Session } from './session.ts';
import type { ShellUpdate } from './shell-update.ts';
import type { Theme } from './theme.ts';
import { createWriting, type Writing } from './writing.ts';

export type AppState = {
  readonly navigation: Navigation;
  readonly session: Session;
  readonly chats: Chats;
  readonly connection: Connection;
  readonly writing: Writing;
  readonly notices: Notices;
  readonly theme: Theme;
  readonly listSize: ListSize;
  readonly update: ShellUpdate;
  /** The present minute, ms since 1970. */
  readonly now: Accessor<number>;
  /** What broke an assumption; the app then shows a page that says so. */
  readonly failure: Accessor<unknown>;
  fail(cause: unknown): void;
};

/** What lives as long as the page and is made by `main`. */
export type AppParts = {
  readonly device: Device;
  readonly navigation: Navigation;
  readonly theme: Theme;
  readonly update: ShellUpdate;
  readonly view: Window;
};

/** Belongs to its owner. */
export function createAppState(parts: AppParts): AppState {
  const [failure, setFailure] = createSignal<unknown>();
  const fail = (cause: unknown) => {
    console.error(cause);
    setFailure(() => cause ?? new Error('Failed without a reason.'));
  };
  const session = createSession(parts.device);
  return {
    navigation: parts.navigation,
    theme: parts.theme,
    listSize: makeListSize(parts.view.localStorage),
    update: parts.update,
    session,
    chats: createChats(session.replica, fail),
    connection: createConnection(session.replica),
    writing: createWriting(session.replica),
    notices: createNotices(),
    now: createMinuteClock(parts.view),
    failure,
    fail,
  };
}

const AppContext = createContext<AppState>();
export const AppProvider = AppContext.Provider;

/** @throws outside of `AppProvider` */
export function useApp(): AppState {
  const state = useContext(AppContext);
  if (state === undefined) throw new Error('useApp was called outside of AppProvider.');
  return state;
}
