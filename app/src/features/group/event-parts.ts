/**
 * A group's event as a sentence in parts: words, and people who can be tapped. Invariant: pure but for
 * the language; what people typed (titles, names) is never looked at for placeholders.
 */
import type { GroupEvent } from '@jibber/schema/document/group';
import type { UserId } from '@jibber/schema/ids';
import { groupT } from '../../i18n/group-words.ts';
import { remember } from '../../i18n/translate.ts';
import { dateContext } from '../../i18n/words.ts';

export type EventPart =
  /** Words of the sentence, or what somebody typed as a title. */
  | { readonly kind: 'text' | 'title'; readonly text: string }
  | { readonly kind: 'person'; readonly userId: UserId }
  /** More than can be named in a line: all who are meant, the named ones first. */
  | { readonly kind: 'others'; readonly count: number; readonly all: readonly UserId[] };

/** So many are named; of more the first ones, and the rest is counted. */
const mostNames = 3;
const namesBeforeCount = 2;

/** Stand for what a sentence is filled with until it is taken apart: characters nobody can type into it. */
const marks = {
  actor: '\ue000',
  person: '\ue001',
  people: '\ue002',
  invited: '\ue003',
  title: '\ue004',
} as const;
const marked = new RegExp(`([${Object.values(marks).join('')}])`);

type Filling = {
  readonly person?: UserId;
  readonly people?: readonly UserId[];
  readonly invited?: readonly UserId[];
  readonly title?: string;
};

/**
 * @param event undefined where this version does not know it
 * @param actor who did it
 * @param me the reader, who is spoken to as "you"
 */
export function splitEvent(
  event: GroupEvent | undefined,
  actor: UserId,
  me: UserId,
): readonly EventPart[] {
  if (event === undefined) return [{ kind: 'text', text: groupT('event.unknown') }];
  const filling = fillingOf(event);
  const sentence = sentenceOf(event, actor, me);
  return sentence
    .split(marked)
    .flatMap((piece) => partsOf(piece, actor, filling, me))
    .filter((part) => part.kind !== 'text' || part.text !== '');
}

/** The same in one line, for what is read aloud, printed or stands in the list. */
export function joinParts(parts: readonly EventPart[], nameOf: (userId: UserId) => string): string {
  return parts
    .map((part) => {
      if (part.kind === 'person') return nameOf(part.userId);
      return part.kind === 'others' ? groupT('event.others', { count: part.count }) : part.text;
    })
    .join('');
}

function partsOf(piece: string, actor: UserId, filling: Filling, me: UserId): readonly EventPart[] {
  switch (piece) {
    case marks.actor:
      return [{ kind: 'person', userId: actor }];
    case marks.person:
      return filling.person === undefined ? [] : [{ kind: 'person', userId: filling.person }];
    case marks.people:
      return listPeople(filling.people ?? [], me);
    case marks.invited:
      return listPeople(filling.invited ?? [], me);
    case marks.title:
      return [{ kind: 'title', text: filling.title ?? '' }];
    default:
      return [{ kind: 'text', text: piece }];
  }
}

const listFormats = new Map<string, Intl.ListFormat>();

/** "you, Ben and 3 others", as the language joins them; the reader first. */
function listPeople(users: readonly UserId[], me: UserId): readonly EventPart[] {
  const all = users.includes(me) ? [me, ...users.filter((user) => user !== me)] : users;
  const named = all.length > mostNames ? all.slice(0, namesBeforeCount) : all;
  const parts: EventPart[] = named.map((userId) => ({ kind: 'person', userId }));
  if (named.length < all.length) {
    parts.push({ kind: 'others', count: all.length - named.length, all });
  }
  const { locale } = dateContext();
  const format = remember(listFormats, locale, () => new Intl.ListFormat(locale));
  return format.formatToParts(parts.map((_, index) => String(index))).map((piece) => {
    const part = piece.type === 'element' ? parts[Number(piece.value)] : undefined;
    return part ?? { kind: 'text', text: piece.value };
  });
}

function fillingOf(event: GroupEvent): Filling {
  switch (event.type) {
    case 'created':
    case 'renamed':
      return { title: event.title };
    case 'added':
      return { people: event.users, invited: event.invited };
    case 'removed':
    case 'admitted':
    case 'role':
      return { person: event.user };
    case 'left':
      return event.owner === undefined ? {} : { person: event.owner };
    case 'joined':
      return { person: event.by };
    default:
      return {};
  }
}

function sentenceOf(event: GroupEvent, actor: UserId, me: UserId): string {
  const isOwn = actor === me;
  const isMe = (user: UserId) => user === me;
  switch (event.type) {
    case 'created':
      return groupT(isOwn ? 'event.created.own' : 'event.created', marks);
    case 'added':
      return sentenceOfAdded(event.users.length > 0, event.invited.length > 0, isOwn);
    case 'removed':
      if (isOwn) return groupT('event.removed.own', marks);
      return groupT(isMe(event.user) ? 'event.removed.me' : 'event.removed', marks);
    case 'left':
      if (event.owner === undefined) return groupT(isOwn ? 'event.left.own' : 'event.left', marks);
      if (isOwn) return groupT('event.leftOwner.own', marks);
      return groupT(isMe(event.owner) ? 'event.leftOwner.me' : 'event.leftOwner', marks);
    case 'role':
      return sentenceOfRole(event, actor, me);
    case 'renamed':
    case 'described':
    case 'pictured':
    case 'settings':
    case 'asked':
      return groupT(isOwn ? `event.${event.type}.own` : `event.${event.type}`, marks);
    case 'joined': {
      const name = event.way === 'link' ? 'joinedLink' : 'joinedInvitation';
      // A wish does not know whose link or invitation it is.
      if (isOwn) return groupT(isMe(event.by) ? `event.${name}.self` : `event.${name}.own`, marks);
      return groupT(isMe(event.by) ? `event.${name}.me` : `event.${name}`, marks);
    }
    case 'admitted':
      if (isOwn) return groupT('event.admitted.own', marks);
      return groupT(isMe(event.user) ? 'event.admitted.me' : 'event.admitted', marks);
  }
}

function sentenceOfAdded(isAdded: boolean, isInvited: boolean, isOwn: boolean): string {
  const name = isAdded && isInvited ? 'addedInvited' : isInvited ? 'invited' : 'added';
  // Of invitations alone the people are those who were invited.
  const filled = name === 'invited' ? { ...marks, people: marks.invited } : marks;
  return groupT(isOwn ? `event.${name}.own` : `event.${name}`, filled);
}

function sentenceOfRole(
  { user, role }: Extract<GroupEvent, { readonly type: 'role' }>,
  actor: UserId,
  me: UserId,
): string {
  if (user === actor)
    return groupT(user === me ? 'event.member.selfOwn' : 'event.member.self', marks);
  if (actor === me) return groupT(`event.${role}.own`, marks);
  return groupT(user === me ? `event.${role}.me` : `event.${role}`, marks);
}
