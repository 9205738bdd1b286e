/** Words of a group in its chat. */
import { englishGroup } from './english-group.ts';
import { makeWords } from './words.ts';

export const groupT = makeWords(englishGroup);
