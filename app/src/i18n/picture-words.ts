/** Words of the picture editor. */
import { englishPicture } from './english-picture.ts';
import { makeWords } from './words.ts';

export const pictureT = makeWords(englishPicture);
