/** Words of making, joining and administering a group. */
import { englishGroupPanel } from './english-group-panel.ts';
import { makeWords } from './words.ts';

export const panelT = makeWords(englishGroupPanel);
