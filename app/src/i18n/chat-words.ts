/** Words of a chat and of finding one. */
import { englishChat } from './english-chat.ts';
import { makeWords } from './words.ts';

export const chatT = makeWords(englishChat);
