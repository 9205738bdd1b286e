/**
 * What an account says of its person, as the rules of its intents see it. At the node the database
 * stands behind it, on the device what was last fetched; the rules cannot tell.
 * Invariant: plain values only, so that pending intents can be laid over it.
 */
import type { FileId, UserId } from '../../ids.ts';

export type Profile = {
  readonly name: string;
  readonly handle: string;
  /** What the person says of himself; '' for nothing. */
  readonly about: string;
  readonly picture: FileId | null;
};

/** How a person wants to be reached. */
export type AccountSettings = {
  /** Who may write to him first and add him to groups: everybody, or nobody he shares no chat with. */
  readonly strangers: 'all' | 'none';
  readonly foundByHandle: boolean;
  readonly foundByEmail: boolean;
  readonly foundByPhone: boolean;
};

export const defaultSettings: AccountSettings = {
  strangers: 'all',
  foundByHandle: true,
  foundByEmail: true,
  foundByPhone: true,
};

export type AccountState = {
  readonly profile: Profile;
  readonly settings: AccountSettings;
  readonly blocked: ReadonlySet<UserId>;
};

/** What a judge may look at besides; on the device all of it is taken for granted. */
export interface AccountView {
  readonly state: AccountState;
  /** Whether somebody else has this handle, or had one too similar to it. */
  isHandleTaken(handle: string): boolean;
  /** Whether this is a picture of his own that he may use. */
  hasPicture(picture: FileId): boolean;
  /** Whether there is, or was, an account of this id. */
  isPerson(userId: UserId): boolean;
}
