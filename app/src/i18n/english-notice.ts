/**
 * The sentences of a page that stands in for everything, loaded with it. Invariant: complete in English;
 * other languages may lack a key and then show this one. Keys are unique over all dictionaries of this
 * folder.
 */
import type { Entry } from './translate.ts';

export const englishNotice = {
  'storage.blocked.title': 'Another tab holds an older version',
  'storage.blocked.text':
    'Close the other tabs of Jibber, or reload them. This page goes on by itself.',
  'storage.unavailable.title': 'This browser lets no page store anything',
  'storage.unavailable.text':
    'Jibber keeps your chats on this device. Leave private browsing, or allow storage for this page, and load it again.',
  'storage.unusable.title': 'The storage of this browser does not work',
  'storage.unusable.text':
    'Your chats cannot be read here now. Close the browser and open it again; if that does not help, its data is damaged.',
  'storage.failed.title': 'Something in the app failed',
  'storage.failed.text': 'What was saved is safe. Reload the page to go on.',
} as const satisfies Record<string, Entry>;
