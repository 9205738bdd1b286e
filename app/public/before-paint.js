// Runs while the app's code is still being read, before the first paint. A file of its own because the
// content security policy allows no inline script.

// Nobody who chose dark sees a white flash. src/state/theme.ts writes the choice.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('theme');
  } catch (cause) {
    // Storage is blocked for this page: the system's choice holds.
    console.info('No stored theme is readable here.', cause);
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();

// The first database that a browser process opens takes it long (200 ms on a slow phone): asked for its
// databases it opens the files now, and the list of chats need not wait for that.
(() => {
  const quiet = () => undefined;
  try {
    indexedDB.databases?.().then(quiet, quiet);
  } catch (cause) {
    console.info('No database is readable here.', cause);
  }
})();
