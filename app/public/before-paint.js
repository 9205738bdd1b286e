// Before the first paint: the theme that state/theme.ts keeps, and database files opened meanwhile.
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
