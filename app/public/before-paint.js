// Runs before the first paint; a file, because inline scripts are not allowed. state/theme.ts writes
// the choice. Asked for its databases the browser opens their files while the app's code is read.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('theme');
    indexedDB.databases().catch(console.info);
  } catch (cause) {
    console.info('Storage is blocked for this page.', cause);
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
