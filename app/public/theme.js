// Runs before the first paint, so that nobody who chose dark sees a white flash. A file of its own
// because the content security policy allows no inline script. src/state/theme.ts writes the choice.
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
