/**
 * Entries over HTTP, for a sender without a socket (a service worker). Invariant: what is not
 * answered counts as not sent: the sender asks again, and the node answers the same.
 */
import type { UserId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { Commands } from './ports.ts';
import type { EntryTransport } from './sender.ts';

export type HttpTransportPorts = {
  readonly commands: Pick<Commands, 'postIntents'>;
  /** Whose outbox it is. */
  readonly userId: UserId;
  /** To be stored, then told to the sender. */
  answered(answers: readonly Answer[]): void;
  /** No answer came. */
  lost(): void;
};

/** One request at a time: what comes meanwhile is sent with the next `pump` of its sender. */
export function makeHttpTransport(ports: HttpTransportPorts): EntryTransport {
  let isAsking = false;
  return {
    send(entries) {
      if (isAsking) return false;
      isAsking = true;
      void ports.commands.postIntents(ports.userId, entries).then((answer) => {
        isAsking = false;
        if (answer.ok) ports.answered(answer.value);
        else ports.lost();
      });
      return true;
    },
  };
}
