/**
 * The one style sheet of the pages in an export, light and dark by the reader's choice. Colours are
 * written as sRGB, because the pages are to open in years from now and in whatever browser.
 */
export const pageStyle = `:root {
  color-scheme: light dark;
  --surface: #fbfcfd;
  --raised: #ffffff;
  --own: #dcebfb;
  --text: #1b2230;
  --muted: #535c6c;
  --line: #dde1e6;
  --accent: #2d5bc4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: #11151b;
    --raised: #1e242d;
    --own: #24416b;
    --text: #e9ecf0;
    --muted: #a9b1bd;
    --line: #333b47;
    --accent: #8fb4ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 0 1rem 3rem;
  background: var(--surface);
  color: var(--text);
  font: 1rem/1.4 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
header, main, nav, footer { max-width: 47.5rem; margin-inline: auto; }
header { padding-block: 1.5rem 0.5rem; display: flex; align-items: center; gap: 0.75rem; }
header img { inline-size: 3rem; block-size: 3rem; border-radius: 50%; object-fit: cover; }
h1 { margin: 0; font-size: 1.375rem; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 0.8125rem; text-align: center; color: var(--muted); }
a { color: var(--accent); }
p { margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0.5rem 0; list-style: none; }
.note, footer { color: var(--muted); font-size: 0.8125rem; }
footer { padding-block-start: 2rem; }
.chats, .messages { margin: 0; padding: 0; list-style: none; }
.chats li { border-block-end: 1px solid var(--line); padding-block: 0.75rem; }
.messages li { margin-block: 0.5rem; display: flex; flex-direction: column; align-items: flex-start; }
.messages .own { align-items: flex-end; }
.message {
  max-inline-size: 85%;
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 1.125rem;
  background: var(--raised);
}
.own .message { background: var(--own); border-color: transparent; }
.by { font-size: 0.8125rem; color: var(--muted); }
.own .message .by { color: inherit; }
.text { white-space: pre-wrap; }
.gone { font-style: italic; color: var(--muted); }
.own .message .gone { color: inherit; }
.messages .event { align-items: center; text-align: center; font-size: 0.8125rem; color: var(--muted); }
@media print { body { background: none; } nav { display: none; } }
`;
