/**
 * The sentences of the first screen in English, by key; english-chat.ts and english-account.ts hold
 * the others and are loaded with their screens. Invariant: complete; other languages may lack a key
 * and then show this one. `{name}` is a placeholder; an entry with plural forms needs `count`.
 *
 * For translators: short, plain, from the person's side. No exclamation marks, no blame. Buttons are
 * verbs. "Saved on this device" is not "sent". A comment above a key says where it stands.
 */
import type { Entry } from './translate.ts';

export const english = {
  // Names and small words used everywhere
  'app.name': 'Jibber',
  'action.back': 'Back',
  'action.cancel': 'Cancel',
  'action.close': 'Close',
  'action.retry': 'Retry',
  'action.reload': 'Reload',
  'date.today': 'Today',
  'date.yesterday': 'Yesterday',
  // Name of the chat a person has with oneself
  'chat.notes': 'Notes to self',
  // In place of a name that is not known on this device yet
  'person.unknown': 'Someone',
  'person.deleted': 'Deleted account',

  // Titles of the browser tab. {count} unread messages; {place} is a chat's name or the app's
  'title.unread': '({count}) {place}',
  'title.chat': '{name} – Jibber',

  // Names of the regions a screen reader jumps between
  'landmark.chats': 'Chats',
  'landmark.chat': 'Chat with {name}',
  'landmark.messages': 'Messages',
  'landmark.composer': 'Write a message',

  // The list of chats
  'list.newChat': 'New chat',
  'list.find': 'Find a chat or a person',
  'list.settings': 'Settings',
  // The edge between the list and the chat, which can be moved
  'list.width': 'Width of the list',
  'list.draft': 'Draft:',
  'list.typing': 'typing…',
  // The last message of a group, and whose it is
  'list.said': '{author}: {text}',
  'list.nothingYet': 'No messages yet',
  'list.unread': { one: '{count} unread message', other: '{count} unread messages' },
  // Unread beyond what this device counts
  'list.unreadMany': '999+',
  'list.empty.title': 'No chats yet',
  'list.empty.text': 'Find somebody by handle, e-mail or phone number, and write.',
  'list.loading': 'Loading your chats',
  'list.choose': 'Choose a chat, or start a new one.',

  // The connection, said only when a state lasts
  'connection.offline': 'No connection. What you write is saved on this device and will be sent.',
  'connection.connecting': 'Connecting…',
  'connection.updating': 'Updating…',
  'connection.incompatible': 'This app is older than its server. Reload it to go on sending.',
  'update.ready': 'A new version is ready.',
  'update.apply': 'Update now',

  // When this device's storage fails
  'storage.full.title': 'The storage of this device is full',
  'storage.full.text':
    'What you write cannot be saved here until there is room again. Free some space; nothing that was sent is lost.',

  // In place of a text, in the list and in the chat
  'message.deleted': 'Message deleted',
  'message.needsUpdate': 'This message needs a newer version of the app.',
  // What a screen reader says of the mark behind the time
  'state.saved': 'Saved on this device, not sent yet',
  'state.sent': 'Sent',
  'state.delivered': 'Delivered',
  'state.read': 'Read',
  'state.refused': 'Not sent',
} as const satisfies Record<string, Entry>;
