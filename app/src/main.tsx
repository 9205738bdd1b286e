/** The page of the app: this browser's device, and the app over it. Only wires. */
import { createBrowserDevice } from './replica/browser-device.ts';
import { showUnavailable, startApp } from './start.tsx';

try {
  startApp(createBrowserDevice(window), window);
} catch (cause) {
  console.error(cause);
  showUnavailable(window);
}
