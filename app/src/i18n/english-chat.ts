/**
 * The sentences of a chat and of finding one, loaded with them. Invariant: complete in English; other languages may
 * lack a key and then show this one. Keys are unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishChat = {
  // A chat
  'chat.typing': 'typing…',
  'chat.notesLine': 'Only you see this',
  // The name of a chat, which leads to what is known of it
  'chat.details': 'About {name}',
  'chat.empty.title': 'Nothing here yet',
  'chat.empty.text': 'Write the first message to {name}.',
  'chat.emptyNotes.title': 'A place for your own notes',
  'chat.emptyNotes.text': 'What you write here is seen by you alone, on all your devices.',
  'chat.loadingOlder': 'Loading earlier messages',
  'chat.earlierAway': 'No connection. Earlier messages come when there is one.',
  'chat.missing.title': 'This chat is not here',
  'chat.missing.text': 'It does not exist, or you are not in it.',
  'chat.missing.action': 'Show chats',
  'timeline.newMessages': 'New messages',
  'timeline.jump': 'Jump to the newest message',
  'timeline.jumpUnread': {
    one: 'Jump to the newest message, {count} new',
    other: 'Jump to the newest message, {count} new',
  },

  // On a printed chat, above its first message
  'print.earlier': 'There are earlier messages. They were not on the screen and are not printed.',

  // A message
  'message.you': 'You',
  'message.edited': 'edited',
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
  'message.refusedOther': 'Not done.',
  'message.discard': 'Discard',
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
} as const satisfies Record<string, Entry>;
