/**
 * The sentences about what one says of oneself, how one wants to be reached, and blocking, loaded with
 * those screens. Invariant: complete in English; other languages may lack a key and then show this
 * one. Keys are unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishPeople = {
  // One's own profile
  'profile.edit': 'Edit profile',
  'profile.save': 'Save',
  'profile.about': 'About',
  'profile.aboutHint': 'Optional. Seen by people you share a chat with.',
  'profile.aboutLeft': { one: '{count} character left', other: '{count} characters left' },
  'profile.aboutTooLong': {
    one: '{count} character too many',
    other: '{count} characters too many',
  },
  'profile.picture': 'Choose picture',
  'profile.pictureChange': 'Change picture',
  'profile.pictureRemove': 'Remove picture',
  /** Beside one's own name while a change waits for a connection. */
  'profile.pending': 'Changes are saved on this device, not sent yet.',
  'profile.offline': 'No connection. What you change is kept on this device and sent later.',

  // What the server did not accept. {reason} is a sentence.
  'profile.refusedProfile': 'Your profile was not changed. {reason}',
  'profile.refusedSettings': 'Your privacy was not changed. {reason}',
  'profile.refusedBlock': 'A block was not changed. {reason}',
  /** What the person had typed, in quotation marks. */
  'profile.refusedAsked': 'You asked for “{asked}”.',
  'profile.retry': 'Try again',
  'profile.discard': 'Discard',

  // Privacy
  'privacy.title': 'Privacy',
  'privacy.strangers': 'Who may write to me first and add me to groups',
  'privacy.strangers.all': 'Everybody',
  'privacy.strangers.none': 'People I share a chat with',
  'privacy.found': 'People find me by',
  'privacy.foundByHandle': 'my handle',
  'privacy.foundByEmail': 'my e-mail address',
  'privacy.foundByPhone': 'my phone number',

  // Blocking
  'block.list': 'Blocked people',
  'block.nobody': 'You have blocked nobody.',
  'block.action': 'Block {name}',
  'block.title': 'Block {name}?',
  'block.text':
    'Messages and calls of {name} do not reach you any more, nor does he or she see when you write or have read. {name} is not told. In groups you share, such messages are folded away for you.',
  'block.confirm': 'Block',
  'block.unblock': 'Unblock',
  'block.unblockOne': 'Unblock {name}',
  'block.bar': 'You blocked {name}.',

  // The person of a private chat
  'person.about': 'About',
  'person.handle': 'Handle',
} as const satisfies Readonly<Record<string, Entry>>;
