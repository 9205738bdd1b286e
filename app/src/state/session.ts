/**
 * Who is signed in on this device, and the commands that change it. Invariant: the status comes from
 * the device's disk at once; a command answers with a Result and never changes the status itself.
 */
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Device, Replica, SessionStatus } from '../replica/replica.ts';

export type { SessionStatus } from '../replica/replica.ts';

export type Session = Pick<
  Device,
  | 'createAccount'
  | 'findPerson'
  | 'forgetDeleted'
  | 'isHandleFree'
  | 'server'
  | 'signIn'
  | 'signOut'
> & {
  readonly status: Accessor<SessionStatus>;
  /** What this device holds of the signed-in account; for the other modules of `state` alone. */
  readonly replica: Accessor<Replica | undefined>;
};

/** Follows the device for as long as its owner lives. */
export function createSession(device: Device): Session {
  const [status, setStatus] = createSignal<SessionStatus>(device.session());
  onCleanup(device.subscribe(setStatus));
  const replica = createMemo(() => {
    status();
    return device.replica();
  });
  return {
    status,
    replica,
    createAccount: (form) => device.createAccount(form),
    findPerson: (query) => device.findPerson(query),
    isHandleFree: (handle) => device.isHandleFree(handle),
    server: () => device.server(),
    signIn: (form) => device.signIn(form),
    signOut: () => device.signOut(),
    forgetDeleted: () => device.forgetDeleted(),
  };
}
