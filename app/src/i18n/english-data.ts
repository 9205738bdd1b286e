/**
 * The sentences about taking one's data along and deleting the account, loaded with those screens.
 * Invariant: complete in English; other languages may lack a key and then show this one. Keys are
 * unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishData = {
  'data.title': 'Your data',
  'data.export': 'Export my data',
  'data.exportText':
    'One ZIP file with your profile, all chats that you are in, and their pictures: as data, and as pages that open in any browser, without a connection and without this server.',
  'data.exportOffline': 'No connection. The export comes from the server and needs one.',
  'data.exportBegun': 'The download begins. Your browser shows how far it is.',
  'data.exportTooMany':
    'An export is under way, or there were several within an hour. Try again later.',
  'data.exportFailed': 'The server cannot make an export now. Try again later.',
  'data.delete': 'Delete my account',

  // The question before an account is deleted
  'end.title': 'Delete your account?',
  'end.text':
    'This cannot be undone. You are signed out on all devices, and everything of this account is deleted from them. Your name, picture, handle and address are deleted from the server.',
  'end.groups':
    'You leave all groups. One that you own goes to the administrator who has been there longest, else to the member; one with nobody else in it is deleted.',
  'end.chats':
    'Others keep your private chats with them, with “Deleted account” in place of your name.',
  'end.messages': 'Messages you wrote',
  'end.messages.stay': 'Stay, with “Deleted account” as their author',
  'end.messages.erase': 'Are deleted for everyone, also in groups that you left',
  'end.unsent': {
    one: 'One message is not sent yet and is lost.',
    other: '{count} messages are not sent yet and are lost.',
  },
  'end.exportFirst': 'What you want to keep, export before.',
  'end.wrongPassword': 'This is not the password of this account.',
  'end.offline': 'No connection. An account can only be deleted with one.',
  'end.confirm': 'Delete account',
  'end.deleting': 'Deleting…',
} as const satisfies Record<string, Entry>;
