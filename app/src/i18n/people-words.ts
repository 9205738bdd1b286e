/** Words about people: one's own profile, privacy, blocking. */
import { englishPeople } from './english-people.ts';
import { makeWords } from './words.ts';

export const peopleT = makeWords(englishPeople);
