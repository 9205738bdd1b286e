/**
 * What people read of each error code, in English. Invariant: every code has a sentence; it is loaded
 * with what explains something, not with the table that programs need.
 */
import type { ErrorCode } from './errors.ts';

export const errorSentences = {
  // What a person wrote
  'text-too-long': 'This message is too long. Shorten it, or send it in parts.',
  'text-empty': 'There is nothing to send: the message is empty.',
  'message-not-found': 'This message is not there any more, or is not yours to change.',
  'chat-not-found': 'This chat does not exist, or you are not in it.',
  'person-not-reachable': 'This person cannot be written to.',
  'too-many-edits': 'This message has been edited as often as is possible. Write a new one.',
  'segment-full':
    'This part of the chat is full and can no longer be changed. Write a new message.',
  'depends-on-refused': 'This could not be done because what it builds on was refused.',
  'entry-id-taken': 'This could not be sent under its number. Copy the text and send it again.',
  'unknown-reason':
    'The server refused this for a reason this app does not know. Reload it to update it.',

  // Groups
  'not-allowed': 'You may not do this in this group.',
  'member-not-found': 'This person is not in the group any more.',
  'no-change': 'Nothing changed: it is like this already.',
  'group-full': 'The group has as many members as are possible.',
  'title-invalid': 'The name of a group has 1 to 64 characters.',
  'about-too-long': 'A description has at most 300 characters.',
  'invite-not-found': 'This invitation is not valid any more. Ask for a new one.',
  'chat-left': 'You left this group.',
  'chat-removed': 'You were removed from this group.',
  'too-many-invites': 'This group has as many invite links as are possible. Revoke one first.',
  'chat-deleted': 'This group was deleted by its owner.',

  // The shape of what came
  malformed: 'The server could not read what this app sent. Reload the app to update it.',
  'too-big': 'This is larger than the server accepts.',
  'unknown-version':
    'This app and its server are of different versions. Reload the app to update it.',
  'unknown-kind': 'The server does not know this yet. It will be sent again after its update.',
  'not-found': 'There is nothing here.',

  // Who asks
  'signed-out': 'You are signed out. Sign in to go on.',
  'session-ended': 'You were signed out on another device, or your password was changed.',
  'wrong-credentials': 'The address or the password is not right.',
  'origin-refused': 'This request came from another site and was refused.',
  'registration-closed': 'New accounts are made by whoever runs this server. Ask there for one.',
  'handle-taken': 'This handle is taken, or too similar to one that is. Choose another.',
  'address-taken': 'An account with this address exists. Sign in instead.',
  'handle-invalid': 'A handle has 3 to 32 of the letters a–z, digits and _.',
  'address-invalid':
    'Enter an e-mail address, or a phone number that begins with + and the country.',
  'password-invalid': 'A password has at least 8 characters, and at most 256 bytes.',
  'name-invalid': 'A name has 1 to 64 characters.',
  'too-many-devices':
    'This account is signed in on as many devices as are possible. Sign out on one.',
  'person-not-found': 'Nobody is found under this. Check the spelling.',
  'too-many-blocks': 'You have blocked as many people as are possible. Unblock somebody first.',
  'account-deleted': 'This account was deleted.',
  'insecure-origin': 'This address is not encrypted. Open the app over HTTPS.',

  // Load and faults: the same again will do
  busy: 'The server is busy. It will be tried again.',
  'too-many-requests': 'Too many tries. Wait a little, then try again.',
  'after-unanswered': 'This waits for what was written before it.',
  'slow-reader': 'The connection was too slow and is being opened anew.',
  'going-away': 'The server is restarting. The app will connect again.',
  'too-many-sockets': 'Too many connections are open from here.',
  internal: 'Something failed at the server. It will be tried again.',
  'silent-peer': 'The connection was silent for too long and is being opened anew.',

  // Pictures and files
  'picture-invalid': 'This is not a picture that can be used here. Choose another.',
  'file-not-found': 'This picture is not there any more. Choose it again.',
  'file-id-taken': 'This picture could not be kept under its number. Choose it again.',
  'too-many-files': 'Too many pictures wait to be used. It will be tried again.',
} as const satisfies { readonly [Code in ErrorCode]: string };
