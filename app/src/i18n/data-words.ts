/** Words about taking one's data along and deleting the account. */
import { englishData } from './english-data.ts';
import { makeWords } from './words.ts';

export const dataT = makeWords(englishData);
