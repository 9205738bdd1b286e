/**
 * The keys that work everywhere. Invariant: Esc goes exactly one step back and only after dialog,
 * menu and composer had their turn; no single letter is taken, so that typing is never hijacked.
 */
import { onCleanup } from 'solid-js';
import type { AppState } from '../../state/app-state.ts';
import { neighbourChat } from '../../state/chat-order.ts';
import { focusNextLandmark } from '../../ui/landmarks.ts';

/** Listens for as long as its owner lives. */
export function followShortcuts(app: AppState): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (handleShortcut(app, event)) event.preventDefault();
  };
  document.addEventListener('keydown', listen);
  onCleanup(() => document.removeEventListener('keydown', listen));
}

/** @returns whether the key meant something here */
function handleShortcut(app: AppState, event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return false;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    openFind(app);
    return true;
  }
  if (event.key === 'F6') return focusNextLandmark(document, event.shiftKey);
  if (event.key === 'Escape' && !isCommand) return goBack(app);
  if (event.altKey && !isCommand && !event.shiftKey) {
    if (event.key === 'ArrowDown') return openNeighbour(app, 1);
    if (event.key === 'ArrowUp') return openNeighbour(app, -1);
  }
  return false;
}

function openFind(app: AppState): void {
  const route = app.navigation.route();
  if (route.name === 'chat') app.navigation.open({ ...route, panel: 'new-chat' });
  else app.navigation.open({ name: 'chats', panel: 'new-chat' });
}

function goBack(app: AppState): boolean {
  const route = app.navigation.route();
  const isAtTop = route.name === 'chats' && route.panel === undefined;
  if (!isAtTop) app.navigation.back();
  return !isAtTop;
}

function openNeighbour(app: AppState, step: 1 | -1): boolean {
  const route = app.navigation.route();
  const open = route.name === 'chat' ? route.chatId : undefined;
  const chatId = neighbourChat(app.chats.order(), open, step);
  if (chatId !== undefined) app.navigation.open({ name: 'chat', chatId });
  return true;
}
