/**
 * A device as the core of a node sees it: an outlet that keeps what was sent, and the frames a real
 * one would send. Invariant: what it received is decoded by the same codec as on a device.
 */
import type { ErrorCode } from '@jibber/schema/errors';
import type { ChatId, EntryId, Scope, UserId } from '@jibber/schema/ids';
import type { AccountIntent } from '@jibber/schema/intents/account/account-registry';
import type { Intent } from '@jibber/schema/intents/registry';
import type { Answer } from '@jibber/schema/protocol/answers';
import {
  type DownFrame,
  decodeDown,
  encodeFrame,
  joinFrames,
  type UpFrame,
} from '@jibber/schema/protocol/codec';
import type { Cursor, Hello } from '@jibber/schema/protocol/hello';
import type { Rows } from '@jibber/schema/protocol/rows';
import { protocolVersion } from '@jibber/schema/protocol/version';
import type { Connection, Identity, Outlet, Sync } from '../log/sync.ts';

export class TestDevice implements Outlet {
  readonly identity: Identity;
  /** Everything received, message by message. */
  readonly messages: DownFrame[][] = [];
  /** Bytes of each message as received. */
  readonly received: Uint8Array[] = [];
  /** Why the node ended the socket; undefined while it has not. */
  ended: ErrorCode | undefined;
  /** While set, the socket takes nothing: bytes stay unsent. */
  isStalled = false;
  /** Above this many unsent bytes the socket closes itself. */
  backpressureBytes = Number.POSITIVE_INFINITY;
  #unsentBytes = 0;
  readonly #connection: Connection;

  constructor(sync: Sync, identity: Identity) {
    this.identity = identity;
    this.#connection = sync.connect(identity, this);
  }

  send(message: Uint8Array): boolean {
    if (this.ended !== undefined) return false;
    if (this.isStalled) this.#unsentBytes += message.length;
    if (this.#unsentBytes > this.backpressureBytes) {
      this.ended = 'slow-reader';
      return false;
    }
    const decoded = decodeDown(message);
    if (!decoded.ok) throw new Error(`the node sent what no device can read: ${decoded.code}`);
    this.messages.push(decoded.value);
    this.received.push(message);
    return true;
  }

  bufferedBytes(): number {
    return this.#unsentBytes;
  }

  end(code: ErrorCode): void {
    this.ended ??= code;
  }

  /** The socket has taken everything and goes on taking. */
  drain(): void {
    this.isStalled = false;
    this.#unsentBytes = 0;
    this.#connection.drained();
  }

  close(): void {
    this.#connection.closed();
  }

  /** Frames of one message up. */
  tell(...frames: readonly UpFrame[]): void {
    this.#connection.receive(joinFrames(frames.map(encodeFrame)));
  }

  /** Bytes as they are. */
  tellBytes(bytes: Uint8Array): void {
    this.#connection.receive(bytes);
  }

  hello(cursors: readonly Cursor[] = [], more: Partial<Hello> = {}): void {
    this.tell({
      type: 'hello',
      version: protocolVersion.current,
      historyId: undefined,
      receiptsRevision: 0,
      cursors,
      ...more,
    });
  }

  /** One entry of the outbox. */
  intend(scope: Scope, entryId: EntryId, intent: Intent | AccountIntent, after?: EntryId): void {
    this.tell({
      type: 'send',
      entries: [{ entryId, scope, after, intent: JSON.stringify(intent) }],
    });
  }

  get frames(): readonly DownFrame[] {
    return this.messages.flat();
  }

  framesOf<Type extends DownFrame['type']>(type: Type): Extract<DownFrame, { type: Type }>[] {
    return this.frames.filter(
      (frame): frame is Extract<DownFrame, { type: Type }> => frame.type === type,
    );
  }

  get answers(): readonly Answer[] {
    return this.framesOf('answers').flatMap(({ answers }) => answers);
  }

  answerTo(entryId: EntryId): Answer | undefined {
    return this.answers.find((answer) => answer.entryId === entryId);
  }

  rowsOf(chatId: ChatId): readonly Rows[] {
    return this.framesOf('rows').filter((frame) => frame.chatId === chatId);
  }

  /** Forgets what was received so far. */
  forget(): void {
    this.messages.length = 0;
    this.received.length = 0;
  }
}

export function identityOf(userId: UserId, device = 'phone'): Identity {
  return { userId, sessionId: `${device} of ${userId}` };
}
