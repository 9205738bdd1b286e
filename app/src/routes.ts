/**
 * Addresses of the app and the history behind them. Invariant: what is on the screen follows from
 * the address alone, and "back" (button, gesture or Esc) always goes exactly one step back.
 */
import { type ChatId, parseChatId } from '@jibber/schema/ids';
import { type Accessor, createSignal } from 'solid-js';

/** What lies over the list: on a phone it fills the screen, on wider ones the list's pane. */
export type Panel = 'new-chat' | 'settings';

export type Route =
  | { readonly name: 'chats'; readonly panel?: Panel }
  | { readonly name: 'chat'; readonly chatId: ChatId; readonly panel?: Panel }
  | { readonly name: 'sign-in' }
  | { readonly name: 'create-account' };

/**
 * Reads an address.
 * @param url of this origin
 * @returns the route; the list of chats for an address that is none of the app's
 */
export function parseRoute(url: URL): Route {
  const panel = parsePanel(url.searchParams.get('panel'));
  if (url.pathname === '/sign-in') return { name: 'sign-in' };
  if (url.pathname === '/create-account') return { name: 'create-account' };
  if (url.pathname.startsWith('/chat/')) {
    const chatId = parseChatId(url.pathname.slice('/chat/'.length));
    if (chatId.ok) return { name: 'chat', chatId: chatId.value, ...panel };
  }
  return { name: 'chats', ...panel };
}

function parsePanel(value: string | null): { readonly panel?: Panel } {
  return value === 'new-chat' || value === 'settings' ? { panel: value } : {};
}

/** The address of a route, the other way of `parseRoute`. */
export function formatRoute(route: Route): string {
  switch (route.name) {
    case 'sign-in':
    case 'create-account':
      return `/${route.name}`;
    case 'chat':
      return `/chat/${route.chatId}${formatPanel(route.panel)}`;
    case 'chats':
      return `/${formatPanel(route.panel)}`;
  }
}

function formatPanel(panel: Panel | undefined): string {
  return panel === undefined ? '' : `?panel=${panel}`;
}

/** The route one step up, for a page that was opened directly and has nothing behind it. */
function parentRoute(route: Route): Route {
  if (route.name === 'chat' && route.panel !== undefined) {
    return { name: 'chat', chatId: route.chatId };
  }
  return { name: 'chats' };
}

/**
 * Whether going from one route to another takes the place of the present history entry. From chat
 * to chat it does, so that "back" leads to the list and not through every chat of the day.
 */
function isReplacing(from: Route, to: Route): boolean {
  if (to.name === 'chat') return from.name === 'chat' && to.panel === undefined;
  return from.name !== 'chats' && from.name !== 'chat' && to.name !== 'chats';
}

function panelOf(route: Route): Panel | undefined {
  return route.name === 'chat' || route.name === 'chats' ? route.panel : undefined;
}

/** The part of `window` the history needs. */
export type HistoryHost = {
  readonly location: { readonly href: string };
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>;
  addEventListener(type: 'popstate', listener: () => void): void;
};

export type Navigation = {
  readonly route: Accessor<Route>;
  /** Goes to a route; going where one already is does nothing. */
  open(route: Route): void;
  /** Takes the place of the present entry, as after signing in. */
  replace(route: Route): void;
  /** One step back in the history of this visit; up where there is none. */
  back(): void;
};

/** Follows the address of a window for as long as the page lives. */
export function makeNavigation(host: HistoryHost): Navigation {
  const [route, setRoute] = createSignal<Route>(parseRoute(new URL(host.location.href)));
  /** Where to go once the entry of a panel has been left. */
  let pending: Route | undefined;

  host.addEventListener('popstate', () => {
    const arrived = parseRoute(new URL(host.location.href));
    const next = pending;
    pending = undefined;
    if (next === undefined) setRoute(arrived);
    else enter(arrived, next);
  });

  /** How many entries of this visit lie behind the present one. */
  function depth(): number {
    const state: unknown = host.history.state;
    return typeof state === 'number' ? state : 0;
  }

  function replace(next: Route): void {
    host.history.replaceState(depth(), '', formatRoute(next));
    setRoute(next);
  }

  function enter(from: Route, next: Route): void {
    if (formatRoute(from) === formatRoute(next)) setRoute(next);
    else if (isReplacing(from, next)) replace(next);
    else {
      host.history.pushState(depth() + 1, '', formatRoute(next));
      setRoute(next);
    }
  }

  return {
    route,
    replace,
    open(next) {
      const from = route();
      const isLeavingPanel = panelOf(from) !== undefined && panelOf(next) === undefined;
      if (isLeavingPanel && depth() > 0) {
        // A panel leaves no trace: its entry is gone back over before the next is made.
        pending = next;
        host.history.back();
      } else if (isLeavingPanel) replace(next);
      else enter(from, next);
    },
    back() {
      if (depth() > 0) host.history.back();
      else if (formatRoute(route()) !== '/') replace(parentRoute(route()));
    },
  };
}
