/** Words of a page that stands in for everything. */
import { englishNotice } from './english-notice.ts';
import { makeWords } from './words.ts';

export const noticeT = makeWords(englishNotice);
