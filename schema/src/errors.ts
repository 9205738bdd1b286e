/**
 * The one table of error codes. Code branches on the code; what people read of it stands in
 * error-sentences.ts. `wire` numbers are for ever: append, never reuse.
 * `final`: asking again with the same content cannot help.
 */
type ErrorEntry = {
  readonly wire: number;
  readonly status: number;
  /** Close code of the socket where the error ends the connection. Of ours 44xx are final, 40xx not. */
  readonly close?: number;
  readonly final: boolean;
};

export const errors = {
  // What a person wrote
  'text-too-long': {
    wire: 1,
    status: 422,
    final: true,
  },
  'text-empty': {
    wire: 2,
    status: 422,
    final: true,
  },
  'message-not-found': {
    wire: 3,
    status: 404,
    final: true,
  },
  'chat-not-found': {
    wire: 4,
    status: 404,
    final: true,
  },
  'person-not-reachable': {
    wire: 5,
    status: 404,
    final: true,
  },
  'too-many-edits': {
    wire: 6,
    status: 422,
    final: true,
  },
  'segment-full': {
    wire: 7,
    status: 422,
    final: true,
  },
  'depends-on-refused': {
    wire: 8,
    status: 409,
    final: true,
  },
  'entry-id-taken': {
    wire: 9,
    status: 409,
    final: true,
  },
  'unknown-reason': {
    wire: 10,
    status: 422,
    final: true,
  },

  // Groups
  'not-allowed': {
    wire: 11,
    status: 403,
    final: true,
  },
  'member-not-found': {
    wire: 12,
    status: 404,
    final: true,
  },
  'no-change': {
    wire: 13,
    status: 409,
    final: true,
  },
  'group-full': {
    wire: 14,
    status: 409,
    final: true,
  },
  'title-invalid': {
    wire: 15,
    status: 422,
    final: true,
  },
  'about-too-long': {
    wire: 16,
    status: 422,
    final: true,
  },
  'invite-not-found': {
    wire: 17,
    status: 404,
    final: true,
  },
  'chat-left': {
    wire: 18,
    status: 404,
    final: true,
  },
  'chat-removed': {
    wire: 19,
    status: 404,
    final: true,
  },
  'too-many-invites': {
    wire: 31,
    status: 409,
    final: true,
  },
  'chat-deleted': {
    wire: 30,
    status: 404,
    final: true,
  },

  // The shape of what came
  malformed: {
    wire: 20,
    status: 400,
    close: 4400,
    final: true,
  },
  'too-big': {
    wire: 21,
    status: 413,
    close: 1009,
    final: true,
  },
  'unknown-version': {
    wire: 22,
    status: 426,
    close: 4426,
    final: true,
  },
  'unknown-kind': {
    wire: 23,
    status: 400,
    final: false,
  },
  'not-found': { wire: 24, status: 404, final: true },

  // Who asks
  'signed-out': {
    wire: 40,
    status: 401,
    close: 4401,
    final: true,
  },
  'session-ended': {
    wire: 41,
    status: 401,
    close: 4402,
    final: true,
  },
  'wrong-credentials': {
    wire: 42,
    status: 401,
    final: true,
  },
  'origin-refused': {
    wire: 43,
    status: 403,
    close: 4403,
    final: true,
  },
  'registration-closed': {
    wire: 44,
    status: 403,
    final: true,
  },
  'handle-taken': {
    wire: 45,
    status: 409,
    final: true,
  },
  'address-taken': {
    wire: 46,
    status: 409,
    final: true,
  },
  'handle-invalid': {
    wire: 47,
    status: 422,
    final: true,
  },
  'address-invalid': {
    wire: 48,
    status: 422,
    final: true,
  },
  'password-invalid': {
    wire: 49,
    status: 422,
    final: true,
  },
  'name-invalid': {
    wire: 50,
    status: 422,
    final: true,
  },
  'too-many-devices': {
    wire: 51,
    status: 409,
    final: true,
  },
  'person-not-found': {
    wire: 52,
    status: 404,
    final: true,
  },
  'too-many-blocks': {
    wire: 54,
    status: 409,
    final: true,
  },
  'account-deleted': {
    wire: 55,
    status: 401,
    final: true,
  },
  'insecure-origin': {
    wire: 53,
    status: 403,
    final: true,
  },

  // Load and faults: the same again will do
  busy: {
    wire: 60,
    status: 503,
    final: false,
  },
  'too-many-requests': {
    wire: 61,
    status: 429,
    final: false,
  },
  'after-unanswered': {
    wire: 62,
    status: 409,
    final: false,
  },
  'slow-reader': {
    wire: 63,
    status: 503,
    close: 4013,
    final: false,
  },
  'going-away': {
    wire: 64,
    status: 503,
    close: 1001,
    final: false,
  },
  'too-many-sockets': {
    wire: 65,
    status: 429,
    close: 4029,
    final: false,
  },
  internal: {
    wire: 66,
    status: 500,
    close: 1011,
    final: false,
  },
  'silent-peer': {
    wire: 67,
    status: 408,
    close: 4008,
    final: false,
  },

  // Pictures and files
  'picture-invalid': {
    wire: 70,
    status: 422,
    final: true,
  },
  'file-not-found': {
    wire: 71,
    status: 404,
    final: true,
  },
  'file-id-taken': {
    wire: 72,
    status: 409,
    final: true,
  },
  'too-many-files': {
    wire: 73,
    status: 429,
    final: false,
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
