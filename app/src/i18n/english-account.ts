/**
 * The sentences about an account and this device, loaded with those pages. Invariant: complete in English; other languages may
 * lack a key and then show this one. Keys are unique over all dictionaries of this folder.
 */
import type { Entry } from './translate.ts';

export const englishAccount = {
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
  'welcome.accountDeleted':
    'The account was deleted, and everything of it has been deleted from this device.',
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

  // Settings
  'settings.title': 'Settings',
  'settings.theme': 'Appearance',
  'settings.theme.system': 'System',
  'settings.theme.light': 'Light',
  'settings.theme.dark': 'Dark',
  'settings.handle': 'Handle',
  'settings.address': 'Signs in with',
  'settings.signOut': 'Sign out',
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
  'signOut.text':
    'Your chats are deleted from this device. They stay on the server; drafts and refused messages are only here, and go.',
  'signOut.unsent': {
    one: 'One message is not sent yet. If you sign out now, it is lost.',
    other: '{count} messages are not sent yet. If you sign out now, they are lost.',
  },
  'signOut.waiting': 'Waiting until everything is sent. You are signed out then.',
  'signOut.wait': 'Wait until sent',
  'signOut.confirm': 'Sign out',
  'signOut.anyway': 'Sign out anyway',

  // When the browser lost what was stored on this device
  'storage.evicted.title': 'This browser deleted your chats from the device',
  'storage.evicted.text':
    'That happens when storage runs low. They are still on the server and are being loaded again. Messages that were not sent yet may be lost.',
  'storage.renewed.title': 'This browser lost the chats on this device',
  'storage.renewed.text':
    'They are still on the server and are being loaded again. What you wrote and was not sent yet was kept.',
  'storage.words-unreadable.title': 'Something you wrote on this device cannot be read',
  'storage.words-unreadable.text':
    'It was not sent, and what is stored of it is damaged. Everything else is as it was.',
  'storage.corrupt.title': 'The chats on this device cannot be read',
  'storage.corrupt.text':
    'They are still on the server and are being loaded again. Messages that were not sent yet are lost.',
} as const satisfies Record<string, Entry>;
