/**
 * Rows of the tables as values of the domain. What a database holds is a claim like any other: an id
 * or code that is none throws here, at the edge.
 */
import type { Relation } from '@jibber/schema/document/chat-document';
import { type GroupSettings, readGroupSettings } from '@jibber/schema/document/group';
import { isRole, type Role } from '@jibber/schema/document/members';
import type { DocumentName } from '@jibber/schema/document/values';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import type { DepartureCode } from './group-port.ts';
import type { DocumentState } from './storage.ts';

/** The chat document's key in the tables. */
const chatDocument = -1;

export function documentKeyOf(name: DocumentName): number {
  return name === 'chat' ? chatDocument : name;
}

export function documentNameOf(document: number): DocumentName {
  return document === chatDocument ? 'chat' : document;
}

/** `chat` first, then the newest segment: the order in which a device wants them. */
export function compareDocuments(one: DocumentName, other: DocumentName): number {
  if (one === 'chat' || other === 'chat') return one === other ? 0 : one === 'chat' ? -1 : 1;
  return other - one;
}

export type DocumentFacts = {
  readonly document: number;
  readonly first_number: number;
  readonly clock: number;
  readonly touched: number;
  readonly messages: number;
  readonly bytes: number;
  readonly snapshot_position: number;
  readonly erase_since: number | null;
};

export function documentStateOf(facts: DocumentFacts): DocumentState {
  return {
    name: documentNameOf(facts.document),
    firstNumber: facts.first_number,
    clock: facts.clock,
    touched: facts.touched,
    messages: facts.messages,
    bytes: facts.bytes,
    snapshotPosition: facts.snapshot_position,
    eraseSince: facts.erase_since ?? undefined,
  };
}

/** A code that this version does not know, after a step back to an older one, has a stand-in. */
export function refusalCodeOf(code: string): ErrorCode {
  return isErrorCode(code) ? code : 'unknown-reason';
}

/** A role that this version does not know has no rights but those of every member. */
export function roleOf(role: string): Role {
  return isRole(role) ? role : 'member';
}

export function relationOf(relation: string): Relation {
  return relation === 'known' || relation === 'stranger' ? relation : 'unreachable';
}

export function settingsOf(text: string): GroupSettings {
  const value: unknown = JSON.parse(text);
  return readGroupSettings(value);
}

export function departureCodeOf(code: string): DepartureCode {
  return code === 'chat-left' || code === 'chat-deleted' ? code : 'chat-removed';
}
