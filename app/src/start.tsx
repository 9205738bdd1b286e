/**
 * Puts the app onto a page. Invariant: everything global of the browser is handed in or touched
 * here; what holds the data is an argument, so that screens can be drawn over another device.
 */
import { render } from 'solid-js/web';
import { App } from './App.tsx';
import { Notice } from './features/shell/notice.tsx';
import type { Device } from './replica/replica.ts';
import { makeNavigation } from './routes.ts';
import { createAppState } from './state/app-state.ts';
import { makeShellUpdate } from './state/shell-update.ts';
import { makeTheme } from './state/theme.ts';
import './styles/tokens.css';
import './styles/themes/light.css';
import './styles/themes/dark.css';
import './styles/hues.css';
import './styles/base.css';
import { followViewport } from './ui/viewport.ts';

/**
 * @param device this browser's accounts and chats
 * @param view the window
 * @returns ends the app and takes it off the page
 */
export function startApp(device: Device, view: Window): () => void {
  followViewport(view);
  const navigation = makeNavigation(view);
  const theme = makeTheme(view);
  const update = makeShellUpdate(
    import.meta.env.PROD ? view.navigator.serviceWorker : undefined,
    () => view.location.reload(),
  );
  return render(
    () => <App state={createAppState({ device, navigation, theme, update, view })} />,
    findRoot(view),
  );
}

/** For a browser that lets the page store nothing: says so, and what to do. */
export function showUnavailable(view: Window): void {
  render(() => <Notice reason="unavailable" />, findRoot(view));
}

function findRoot(view: Window): HTMLElement {
  const root = view.document.getElementById('root');
  if (root === null) throw new Error('The page has no element #root.');
  return root;
}
