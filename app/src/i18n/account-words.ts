/** Words about an account and this device. */
import { englishAccount } from './english-account.ts';
import { makeWords } from './words.ts';

export const accountT = makeWords(englishAccount);
