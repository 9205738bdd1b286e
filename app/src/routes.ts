/**
 * Addresses of the app and the history behind them. Invariant: what is on the screen follows from
 * the address alone, and "back" (button, gesture or Esc) always goes exactly one step back.
 */
import { type ChatId, parseChatId } from '@jibber/schema/ids';
import { type Accessor, createSignal } from 'solid-js';

/**
 * What lies over the list or, where its name begins with `details`, stands beside the open chat; on a
 * phone it fills the screen. `group-with`: a new group with the person of the open chat.
 */
const panels = [
  'new-chat',
  'settings',
  'new-group',
  'group-with',
  'details',
  'details-edit',
  'details-add',
  'details-links',
  'details-rights',
  'details-reports',
] as const;
export type Panel = (typeof panels)[number];

export type Route =
  | { readonly name: 'chats'; readonly panel?: Panel }
  | { readonly name: 'chat'; readonly chatId: ChatId; readonly panel?: Panel }
  /** An invite link. */
  | { readonly name: 'join'; readonly token: string }
  /** `join`: token of the invite link that is come back to. */
  | { readonly name: 'sign-in' | 'create-account'; readonly join?: string };

/**
 * Reads an address.
 * @param url of this origin
 * @returns the route; the list of chats for an address that is none of the app's
 */
export function parseRoute(url: URL): Route {
  const wanted = url.searchParams.get('panel');
  const known = panels.find((panel) => panel === wanted);
  const panel = known === undefined ? {} : { panel: known };
  const [, page, id] = url.pathname.split('/');
  if (page === 'sign-in' || page === 'create-account') {
    const join = url.searchParams.get('join');
    return isToken(join) ? { name: page, join } : { name: page };
  }
  if (page === 'join' && isToken(id)) return { name: 'join', token: id };
  const chatId = page === 'chat' ? parseChatId(id) : undefined;
  return chatId?.ok
    ? { name: 'chat', chatId: chatId.value, ...panel }
    : { name: 'chats', ...panel };
}

/** Whether it may be the token of an invite link. */
function isToken(value: string | null | undefined): value is string {
  return /^[\w-]{22}$/.test(value ?? '');
}

/** The address of a route, the other way of `parseRoute`. */
export function formatRoute(route: Route): string {
  switch (route.name) {
    case 'sign-in':
    case 'create-account':
      return `/${route.name}${route.join === undefined ? '' : `?join=${route.join}`}`;
    case 'join':
      return `/join/${route.token}`;
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
    const { name, chatId, panel } = route;
    return panel.startsWith('details-') ? { name, chatId, panel: 'details' } : { name, chatId };
  }
  if ('join' in route && route.join !== undefined) return { name: 'join', token: route.join };
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
    // One panel may have led to another.
    if (next !== undefined && panelOf(arrived) !== undefined && depth() > 0) host.history.back();
    else {
      pending = undefined;
      if (next === undefined) setRoute(arrived);
      else enter(arrived, next);
    }
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
