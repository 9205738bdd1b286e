/**
 * The one table of error codes. Code branches on the code; the sentence is for people and is the
 * English text of the key `error.<code>`. `wire` numbers are for ever: append, never reuse.
 * `final`: asking again with the same content cannot help.
 */
type ErrorEntry = {
  readonly wire: number;
  readonly status: number;
  /** Close code of the socket where the error ends the connection. Of ours 44xx are final, 40xx not. */
  readonly close?: number;
  readonly final: boolean;
  readonly sentence: string;
};

export const errors = {
  // What a person wrote
  'text-too-long': {
    wire: 1,
    status: 422,
    final: true,
    sentence: 'This message is too long. Shorten it, or send it in parts.',
  },
  'text-empty': {
    wire: 2,
    status: 422,
    final: true,
    sentence: 'There is nothing to send: the message is empty.',
  },
  'message-not-found': {
    wire: 3,
    status: 404,
    final: true,
    sentence: 'This message is not there any more, or is not yours to change.',
  },
  'chat-not-found': {
    wire: 4,
    status: 404,
    final: true,
    sentence: 'This chat does not exist, or you are not in it.',
  },
  'person-not-reachable': {
    wire: 5,
    status: 404,
    final: true,
    sentence: 'This person cannot be written to.',
  },
  'too-many-edits': {
    wire: 6,
    status: 422,
    final: true,
    sentence: 'This message has been edited as often as is possible. Write a new one.',
  },
  'segment-full': {
    wire: 7,
    status: 422,
    final: true,
    sentence: 'This part of the chat is full and can no longer be changed. Write a new message.',
  },
  'depends-on-refused': {
    wire: 8,
    status: 409,
    final: true,
    sentence: 'This could not be done because what it builds on was refused.',
  },
  'entry-id-taken': {
    wire: 9,
    status: 409,
    final: true,
    sentence: 'This could not be sent under its number. Copy the text and send it again.',
  },
  'unknown-reason': {
    wire: 10,
    status: 422,
    final: true,
    sentence:
      'The server refused this for a reason this app does not know. Reload it to update it.',
  },

  // Groups
  'not-allowed': {
    wire: 11,
    status: 403,
    final: true,
    sentence: 'You may not do this in this group.',
  },
  'member-not-found': {
    wire: 12,
    status: 404,
    final: true,
    sentence: 'This person is not in the group any more.',
  },
  'no-change': {
    wire: 13,
    status: 409,
    final: true,
    sentence: 'Nothing changed: it is like this already.',
  },
  'group-full': {
    wire: 14,
    status: 409,
    final: true,
    sentence: 'The group has as many members as are possible.',
  },
  'title-invalid': {
    wire: 15,
    status: 422,
    final: true,
    sentence: 'The name of a group has 1 to 64 characters.',
  },
  'about-too-long': {
    wire: 16,
    status: 422,
    final: true,
    sentence: 'A description has at most 300 characters.',
  },
  'invite-not-found': {
    wire: 17,
    status: 404,
    final: true,
    sentence: 'This invitation is not valid any more. Ask for a new one.',
  },
  'chat-left': {
    wire: 18,
    status: 404,
    final: true,
    sentence: 'You left this group.',
  },
  'chat-removed': {
    wire: 19,
    status: 404,
    final: true,
    sentence: 'You were removed from this group.',
  },
  'too-many-invites': {
    wire: 31,
    status: 409,
    final: true,
    sentence: 'This group has as many invite links as are possible. Revoke one first.',
  },
  'chat-deleted': {
    wire: 30,
    status: 404,
    final: true,
    sentence: 'This group was deleted by its owner.',
  },

  // The shape of what came
  malformed: {
    wire: 20,
    status: 400,
    close: 4400,
    final: true,
    sentence: 'The server could not read what this app sent. Reload the app to update it.',
  },
  'too-big': {
    wire: 21,
    status: 413,
    close: 1009,
    final: true,
    sentence: 'This is larger than the server accepts.',
  },
  'unknown-version': {
    wire: 22,
    status: 426,
    close: 4426,
    final: true,
    sentence: 'This app and its server are of different versions. Reload the app to update it.',
  },
  'unknown-kind': {
    wire: 23,
    status: 400,
    final: false,
    sentence: 'The server does not know this yet. It will be sent again after its update.',
  },
  'not-found': { wire: 24, status: 404, final: true, sentence: 'There is nothing here.' },

  // Who asks
  'signed-out': {
    wire: 40,
    status: 401,
    close: 4401,
    final: true,
    sentence: 'You are signed out. Sign in to go on.',
  },
  'session-ended': {
    wire: 41,
    status: 401,
    close: 4402,
    final: true,
    sentence: 'You were signed out on another device, or your password was changed.',
  },
  'wrong-credentials': {
    wire: 42,
    status: 401,
    final: true,
    sentence: 'The address or the password is not right.',
  },
  'origin-refused': {
    wire: 43,
    status: 403,
    close: 4403,
    final: true,
    sentence: 'This request came from another site and was refused.',
  },
  'registration-closed': {
    wire: 44,
    status: 403,
    final: true,
    sentence: 'New accounts are made by whoever runs this server. Ask there for one.',
  },
  'handle-taken': {
    wire: 45,
    status: 409,
    final: true,
    sentence: 'This handle is taken, or too similar to one that is. Choose another.',
  },
  'address-taken': {
    wire: 46,
    status: 409,
    final: true,
    sentence: 'An account with this address exists. Sign in instead.',
  },
  'handle-invalid': {
    wire: 47,
    status: 422,
    final: true,
    sentence: 'A handle has 3 to 32 of the letters a–z, digits and _.',
  },
  'address-invalid': {
    wire: 48,
    status: 422,
    final: true,
    sentence: 'Enter an e-mail address, or a phone number that begins with + and the country.',
  },
  'password-invalid': {
    wire: 49,
    status: 422,
    final: true,
    sentence: 'A password has at least 8 characters, and at most 256 bytes.',
  },
  'name-invalid': {
    wire: 50,
    status: 422,
    final: true,
    sentence: 'A name has 1 to 64 characters.',
  },
  'too-many-devices': {
    wire: 51,
    status: 409,
    final: true,
    sentence: 'This account is signed in on as many devices as are possible. Sign out on one.',
  },
  'person-not-found': {
    wire: 52,
    status: 404,
    final: true,
    sentence: 'Nobody is found under this. Check the spelling.',
  },
  'too-many-blocks': {
    wire: 54,
    status: 409,
    final: true,
    sentence: 'You have blocked as many people as are possible. Unblock somebody first.',
  },
  'account-deleted': {
    wire: 55,
    status: 401,
    final: true,
    sentence: 'This account was deleted.',
  },
  'insecure-origin': {
    wire: 53,
    status: 403,
    final: true,
    sentence: 'This address is not encrypted. Open the app over HTTPS.',
  },

  // Load and faults: the same again will do
  busy: {
    wire: 60,
    status: 503,
    final: false,
    sentence: 'The server is busy. It will be tried again.',
  },
  'too-many-requests': {
    wire: 61,
    status: 429,
    final: false,
    sentence: 'Too many tries. Wait a little, then try again.',
  },
  'after-unanswered': {
    wire: 62,
    status: 409,
    final: false,
    sentence: 'This waits for what was written before it.',
  },
  'slow-reader': {
    wire: 63,
    status: 503,
    close: 4013,
    final: false,
    sentence: 'The connection was too slow and is being opened anew.',
  },
  'going-away': {
    wire: 64,
    status: 503,
    close: 1001,
    final: false,
    sentence: 'The server is restarting. The app will connect again.',
  },
  'too-many-sockets': {
    wire: 65,
    status: 429,
    close: 4029,
    final: false,
    sentence: 'Too many connections are open from here.',
  },
  internal: {
    wire: 66,
    status: 500,
    close: 1011,
    final: false,
    sentence: 'Something failed at the server. It will be tried again.',
  },
  'silent-peer': {
    wire: 67,
    status: 408,
    close: 4008,
    final: false,
    sentence: 'The connection was silent for too long and is being opened anew.',
  },

  // Pictures and files
  'picture-invalid': {
    wire: 70,
    status: 422,
    final: true,
    sentence: 'This is not a picture that can be used here. Choose another.',
  },
  'file-not-found': {
    wire: 71,
    status: 404,
    final: true,
    sentence: 'This picture is not there any more. Choose it again.',
  },
  'file-id-taken': {
    wire: 72,
    status: 409,
    final: true,
    sentence: 'This picture could not be kept under its number. Choose it again.',
  },
  'too-many-files': {
    wire: 73,
    status: 429,
    final: false,
    sentence: 'Too many pictures wait to be used. It will be tried again.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

const codesByWire: ReadonlyMap<number, ErrorCode> = new Map(
  (Object.keys(errors) as ErrorCode[]).map((code) => [errors[code].wire, code]),
);

/**
 * The code of a wire number; `standIn` where a newer server speaks of one not known here, so that an
 * old app still tells refused from "again" (PROTOCOL F10).
 */
export function errorCodeOf(wire: number, standIn: ErrorCode): ErrorCode {
  return codesByWire.get(wire) ?? standIn;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errors, value);
}

/** The error of a close code that the server gives; undefined for codes of the transport. */
export function errorOfCloseCode(close: number): ErrorCode | undefined {
  return (Object.keys(errors) as ErrorCode[]).find((code) => {
    const entry: ErrorEntry = errors[code];
    return entry.close === close;
  });
}
