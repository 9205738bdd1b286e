/** What stands beneath the name of a group, pure but for the language. */
import type { ErrorCode } from '@jibber/schema/errors';
import { groupT } from '../../i18n/group-words.ts';

export type HeaderFacts = {
  /** Of its members; undefined while that is read. */
  readonly count: number | undefined;
  /** Names of those who are typing. */
  readonly typing: readonly string[];
  /** Nobody else knows of the group yet. */
  readonly isPending: boolean;
  readonly ended: ErrorCode | undefined;
};

export function headerLineOf(
  facts: HeaderFacts,
): { readonly text: string; readonly isActive: boolean } | undefined {
  const [name, other] = facts.typing;
  if (name !== undefined) return { text: sayTyping(name, other, facts.typing), isActive: true };
  if (facts.isPending) return { text: groupT('group.pending'), isActive: false };
  if (facts.count === undefined || facts.ended !== undefined) return undefined;
  return { text: groupT('group.members', { count: facts.count }), isActive: false };
}

function sayTyping(name: string, other: string | undefined, all: readonly string[]): string {
  if (other === undefined) return groupT('group.typing.one', { name });
  if (all.length === 2) return groupT('group.typing.two', { name, other });
  return groupT('group.typing.many', { count: all.length });
}
