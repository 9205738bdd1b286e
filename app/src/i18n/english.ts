/**
 * Every sentence of the interface in English, by key. Invariant: complete; other languages may lack
 * a key and then show this one. `{name}` is a placeholder; an entry with plural forms needs `count`.
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

  // Titles of the browser tab. {count} unread messages; {place} is a chat's name or the app's
  'title.unread': '({count}) {place}',
  'title.chat': '{name} – Jibber',

  // Names of the regions a screen reader jumps between
  'landmark.chats': 'Chats',
  'landmark.chat': 'Chat with {name}',
  'landmark.notes': 'Notes to self',
  'landmark.messages': 'Messages',
  'landmark.composer': 'Write a message',
  'landmark.settings': 'Settings',
  'landmark.find': 'Find a chat or a person',

  // The first page
  'welcome.title': 'Write now. It arrives when it can.',
  'welcome.text':
    'Jibber keeps your chats on this device. Read, write and change things with or without a connection; what you write is saved at once and sent as soon as there is a way.',
  'welcome.createAccount': 'Create account',
  'welcome.signIn': 'Sign in',
  'welcome.trust':
    'Your messages are stored by the server at this address. Whoever runs it can read them, so choose one you trust.',
  'welcome.signedOutElsewhere':
    'You were signed out on another device, or your password was changed. Your chats have been deleted from this device and are still on the server.',
  'welcome.keptUnsent': {
    one: 'One message that was not sent is kept here for you until you sign in again.',
    other: '{count} messages that were not sent are kept here for you until you sign in again.',
  },

  // Signing in and creating an account
  'signIn.title': 'Sign in',
  'signIn.submit': 'Sign in',
  'signIn.submitting': 'Signing in…',
  'signIn.toCreateAccount': 'New here? Create an account',
  'createAccount.title': 'Create account',
  'createAccount.submit': 'Create account',
  'createAccount.submitting': 'Creating account…',
  'createAccount.toSignIn': 'Have an account? Sign in',
  'field.address': 'E-mail or phone number',
  'field.address.hint': 'A phone number begins with + and the country, as in +49 170 1234567.',
  'field.password': 'Password',
  'field.password.hint': 'At least 8 characters.',
  'field.password.show': 'Show password',
  'field.password.hide': 'Hide password',
  'field.name': 'Name',
  'field.name.hint': 'What others see.',
  'field.handle': 'Handle',
  'field.handle.hint': 'People find you by it. 3 to 32 of a–z, 0–9 and _.',
  'field.handle.checking': 'Checking whether it is free…',
  'field.handle.free': '@{handle} is free.',
  'field.required': 'Fill this in.',
  'form.noConnection': 'No connection. Signing in needs one; try again when you are online.',

  // An account whose session has expired on this device
  'locked.title': 'Sign in as {name} to continue',
  'locked.text':
    'Your session has ended. Your chats are still on this device, closed until you sign in.',
  'locked.waiting': {
    one: 'One message is waiting and will be sent then.',
    other: '{count} messages are waiting and will be sent then.',
  },
  'locked.otherAccount': 'Use another account',

  // The list of chats
  'list.newChat': 'New chat',
  'list.find': 'Find a chat or a person',
  'list.settings': 'Settings',
  'list.draft': 'Draft:',
  // Before the preview of a message of one's own
  'list.you': 'You:',
  'list.typing': 'typing…',
  'list.nothingYet': 'No messages yet',
  'list.unread': { one: '{count} unread message', other: '{count} unread messages' },
  // Unread beyond what this device counts
  'list.unreadMany': '999+',
  'list.empty.title': 'No chats yet',
  'list.empty.text': 'Find somebody by handle, e-mail or phone number, and write.',
  'list.loading': 'Loading your chats',
  'list.choose': 'Choose a chat, or start a new one.',

  // Finding somebody
  'newChat.title': 'New chat',
  'newChat.field': 'Chat, handle, e-mail or phone',
  // Followed by what was typed
  'newChat.find': 'Find person:',
  'newChat.clear': 'Clear',
  'newChat.chats': 'Chats',
  'newChat.finding': 'Looking for {query}…',
  'newChat.write': 'Write',
  'newChat.hint': 'Enter an exact handle, e-mail address or phone number to find somebody new.',
  'newChat.nobody': 'Nobody is found under “{query}”. Check the spelling.',
  'newChat.offline': 'Finding people needs a connection. Your chats are found without one.',
  'newChat.self': 'For you alone',

  // A chat
  'chat.typing': 'typing…',
  'chat.notesLine': 'Only you see this',
  'chat.empty.title': 'Nothing here yet',
  'chat.empty.text': 'Write the first message to {name}.',
  'chat.emptyNotes.title': 'A place for your own notes',
  'chat.emptyNotes.text': 'What you write here is seen by you alone, on all your devices.',
  'chat.opening': 'Loading messages',
  'chat.loadingOlder': 'Loading earlier messages',
  'chat.missing.title': 'This chat is not here',
  'chat.missing.text': 'It does not exist, or you are not in it.',
  'chat.missing.action': 'Show chats',
  'chat.unsentOpening': 'This chat is opened when there is a connection.',
  'timeline.newMessages': 'New messages',
  'timeline.jump': 'Jump to the newest message',
  'timeline.jumpUnread': {
    one: 'Jump to the newest message, {count} new',
    other: 'Jump to the newest message, {count} new',
  },

  // A message
  'message.you': 'You',
  'message.edited': 'edited',
  'message.deleted': 'Message deleted',
  'message.needsUpdate': 'This message needs a newer version of the app.',
  // Written without a connection: {written} and {arrived} are times, or dates with times
  'message.writtenArrived': 'Written {written}, arrived {arrived}',
  'message.more': 'Message actions',
  'message.copy': 'Copy',
  'message.edit': 'Edit',
  'message.delete': 'Delete',
  'message.copied': 'Copied.',
  'message.notCopied': 'This browser did not allow copying. Select the text and copy it.',
  'message.deletedUndo': 'Message deleted for everyone.',
  'message.undo': 'Undo',
  'message.undoTooLate': 'Too late to undo: the message is deleted.',
  'message.refused': 'Not sent.',
  'message.refusedEdit': 'Not changed.',
  'message.refusedDelete': 'Not deleted.',
  'message.discard': 'Discard',
  // What a screen reader says of the mark behind the time
  'state.saved': 'Saved on this device, not sent yet',
  'state.sent': 'Sent',
  'state.delivered': 'Delivered',
  'state.read': 'Read',
  'state.refused': 'Not sent',
  // One message read aloud, as list item and when it arrives
  'message.spoken': '{author}, {time}: {text}',
  'message.spokenMany': {
    one: '{count} new message from {author}',
    other: '{count} new messages from {author}',
  },

  // Writing
  'composer.placeholder': 'Message',
  'composer.send': 'Send',
  'composer.save': 'Save changes',
  'composer.editing': 'Edit message',
  'composer.cancelEdit': 'Stop editing',
  // Near and beyond the limit of a message
  'composer.left': { one: '{count} character left', other: '{count} characters left' },
  'composer.tooLong': {
    one: 'Too long by {count} character. Shorten it, or send it in parts.',
    other: 'Too long by {count} characters. Shorten it, or send it in parts.',
  },
  'composer.notAvailable': 'You cannot write in this chat.',

  // The connection, said only when a state lasts
  'connection.offline': 'No connection. What you write is saved on this device and will be sent.',
  'connection.connecting': 'Connecting…',
  'connection.updating': 'Updating…',
  'connection.online': 'Connected.',
  'connection.incompatible': 'This app is older than its server. Reload it to go on sending.',
  'update.ready': 'A new version is ready.',
  'update.apply': 'Update now',

  // Settings
  'settings.title': 'Settings',
  'settings.theme': 'Appearance',
  'settings.theme.system': 'System',
  'settings.theme.light': 'Light',
  'settings.theme.dark': 'Dark',
  'settings.account': 'Account',
  'settings.handle': 'Handle',
  'settings.address': 'Signs in with',
  'settings.signOut': 'Sign out',
  'settings.about': 'About',
  'settings.version': 'Version {version}',
  'settings.keys': 'Keyboard',
  'settings.keys.find': 'Find a chat or a person',
  'settings.keys.nextChat': 'Next or previous chat',
  'settings.keys.edit': 'Edit the last own message, in an empty field',
  'settings.keys.send': 'Send; with Shift a new line',
  'settings.keys.back': 'One step back',
  'settings.keys.regions': 'Next part of the screen',

  // Signing out
  'signOut.title': 'Sign out on this device?',
  'signOut.text': 'Your chats are deleted from this device. They stay on the server.',
  'signOut.unsent': {
    one: 'One message is not sent yet. If you sign out now, it is lost.',
    other: '{count} messages are not sent yet. If you sign out now, they are lost.',
  },
  'signOut.waiting': 'Waiting until everything is sent. You are signed out then.',
  'signOut.wait': 'Wait until sent',
  'signOut.confirm': 'Sign out',
  'signOut.anyway': 'Sign out anyway',

  // When this device's storage fails
  'storage.evicted.title': 'This browser deleted your chats from the device',
  'storage.evicted.text':
    'That happens when storage runs low. They are still on the server and are being loaded again. Messages that were not sent yet may be lost.',
  'storage.corrupt.title': 'The chats on this device cannot be read',
  'storage.corrupt.text':
    'They are still on the server and are being loaded again. Messages that were not sent yet are lost.',
  'storage.blocked.title': 'Another tab holds an older version',
  'storage.blocked.text':
    'Close the other tabs of Jibber, or reload them. This page goes on by itself.',
  'storage.full.title': 'The storage of this device is full',
  'storage.full.text':
    'What you write cannot be saved here until there is room again. Free some space; nothing that was sent is lost.',
  'storage.unavailable.title': 'This browser lets no page store anything',
  'storage.unavailable.text':
    'Jibber keeps your chats on this device. Leave private browsing, or allow storage for this page, and load it again.',
  'storage.reload': 'Load from the server',
  'storage.tryAgain': 'Try again',
  'storage.failed.title': 'Something in the app failed',
  'storage.failed.text': 'Your messages are safe on this device. Reload the page to go on.',
} as const satisfies Record<string, Entry>;

export type EnglishKey = keyof typeof english;
