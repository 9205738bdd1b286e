/**
 * Members, title and settings of one chat, worked out from what was accepted: a second implementation
 * that shares no code with the rules. Invariant: it accepts whatever it is told was accepted, and
 * tells apart what should not have been (`trespasses`).
 */
import type { GroupEvent, GroupSettings } from '../document/group.ts';
import type { Role } from '../document/members.ts';
import type { FileId, UserId } from '../ids.ts';
import type { Intent } from '../intents/registry.ts';
import type { GroupFacts, StoredRow } from './history.ts';

/** Somebody who has, or had, something to do with a group. */
export type ExpectedMember = {
  readonly role: Role;
  /** Numbers of his coming and of his going. */
  readonly spans: ReadonlyArray<readonly [number, number | null]>;
  /** The first segment he may see. */
  readonly history: number;
  readonly invitedBy: UserId | undefined;
  readonly isAsking: boolean;
  /** Somebody put him out, or did not let him in, since he was here last. */
  readonly isBarred: boolean;
};

const nothing: ExpectedMember = {
  role: 'member',
  spans: [],
  history: 0,
  invitedBy: undefined,
  isAsking: false,
  isBarred: false,
};

export class ReferenceGroup {
  readonly members = new Map<UserId, ExpectedMember>();
  title = '';
  about = '';
  picture: FileId | null = null;
  settings: GroupSettings = { write: 'members', add: 'members', change: 'members', history: 'all' };
  isEnded = false;
  /** What was accepted and should not have been, in words. */
  readonly trespasses: string[] = [];
  readonly #facts: GroupFacts;

  constructor(facts: GroupFacts) {
    this.#facts = facts;
  }

  present(): UserId[] {
    return [...this.members].filter(([, { spans }]) => isHere(spans)).map(([user]) => user);
  }

  isPresent(user: UserId): boolean {
    return isHere(this.members.get(user)?.spans ?? []);
  }

  /** 2: owner, 1: administrator, 0: member, -1: nobody here. */
  rankOf(user: UserId): number {
    if (!this.isPresent(user)) return -1;
    return ['member', 'administrator', 'owner'].indexOf(this.members.get(user)?.role ?? '');
  }

  /** Whether everybody may, or administrators alone. */
  may(user: UserId, who: 'members' | 'administrators'): boolean {
    return this.rankOf(user) >= (who === 'members' ? 0 : 1);
  }

  /** @returns the event that stands in the timeline under the row's number */
  apply(row: StoredRow, intent: Intent): GroupEvent | undefined {
    const { author, number } = row;
    if (this.isEnded) this.trespasses.push(`${intent.kind} of ${row.entryId} after the end`);
    switch (intent.kind) {
      case 'group.create': {
        this.title = intent.title;
        this.about = intent.about ?? '';
        this.picture = intent.picture ?? null;
        this.members.set(author, { ...nothing, role: 'owner', spans: [[number, null]] });
        this.#add(row, intent.users);
        return { type: 'created', title: intent.title };
      }
      case 'group.rename':
        this.#expect(row, this.may(author, this.settings.change));
        this.title = intent.title;
        return { type: 'renamed', title: intent.title };
      case 'group.describe':
        this.#expect(row, this.may(author, this.settings.change));
        this.about = intent.about;
        return { type: 'described' };
      case 'group.picture':
        this.#expect(row, this.may(author, this.settings.change));
        this.picture = intent.picture;
        return { type: 'pictured' };
      case 'group.settings':
        this.#expect(row, this.rankOf(author) > 0);
        this.settings = settingsAfter(this.settings, intent.settings);
        return { type: 'settings' };
      case 'group.delete':
        this.#expect(row, this.rankOf(author) === 2);
        this.isEnded = true;
        return undefined;
      case 'members.add': {
        this.#expect(row, this.may(author, this.settings.add));
        return { type: 'added', ...this.#add(row, intent.users) };
      }
      case 'members.remove':
        this.#expect(row, this.rankOf(author) > 0 && this.#isBelowOwner(intent.user));
        this.#go(intent.user, number, true);
        return { type: 'removed', user: intent.user };
      case 'members.admit':
        this.#expect(row, this.rankOf(author) > 0 && this.#of(intent.user).isAsking);
        this.#come(row, intent.user);
        return { type: 'admitted', user: intent.user };
      case 'members.reject':
        this.#expect(row, this.rankOf(author) > 0 && this.#of(intent.user).isAsking);
        this.#set(intent.user, { isAsking: false, isBarred: true });
        return undefined;
      case 'member.role': {
        const { user, role } = intent;
        const isLawful = this.rankOf(author) >= (role === 'owner' ? 2 : 1);
        this.#expect(row, isLawful && this.#isBelowOwner(user));
        if (role === 'owner') this.#set(author, { role: 'administrator' });
        this.#set(user, { role });
        return { type: 'role', user, role };
      }
      case 'member.leave':
        return this.#leave(row);
      case 'group.join':
        return this.#join(row, intent.invite);
      case 'invitation.accept': {
        const by = this.#of(author).invitedBy;
        this.#expect(row, by !== undefined && !this.isPresent(author));
        this.#come(row, author);
        return { type: 'joined', by: by ?? author, way: 'invitation' };
      }
      case 'invitation.decline':
        this.#expect(row, this.#of(author).invitedBy !== undefined);
        this.#set(author, { invitedBy: undefined });
        return undefined;
      case 'invitation.withdraw': {
        const by = this.#of(intent.user).invitedBy;
        const isLawful = this.rankOf(author) > 0 || (this.isPresent(author) && by === author);
        this.#expect(row, by !== undefined && isLawful);
        this.#set(intent.user, { invitedBy: undefined });
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #expect({ author, entryId }: StoredRow, isLawful: boolean): void {
    if (!isLawful) this.trespasses.push(`${entryId} of ${author}, who had no right to it`);
  }

  #of(user: UserId): ExpectedMember {
    return this.members.get(user) ?? nothing;
  }

  #set(user: UserId, change: Partial<ExpectedMember>): void {
    this.members.set(user, { ...this.#of(user), ...change });
  }

  #isBelowOwner(user: UserId): boolean {
    const rank = this.rankOf(user);
    return rank === 0 || rank === 1;
  }

  #come({ number, entryId }: StoredRow, user: UserId): void {
    const history = this.#facts.firstSegment?.(entryId) ?? 0;
    const spans = [...this.#of(user).spans, [number, null] as const];
    this.members.set(user, { ...nothing, spans, history });
  }

  #go(user: UserId, number: number, isBarred: boolean): void {
    const spans = this.#of(user).spans.map(([from, to]) => [from, to ?? number] as const);
    this.#set(user, { role: 'member', spans, isBarred });
  }

  #add(row: StoredRow, users: readonly UserId[]): { users: UserId[]; invited: UserId[] } {
    const added: UserId[] = [];
    const invited: UserId[] = [];
    for (const user of users) {
      const relation = this.#facts.relation?.(row, user) ?? 'known';
      if (this.isPresent(user) || relation === 'unreachable') continue;
      const { isAsking, invitedBy } = this.#of(user);
      if (relation === 'known' || isAsking) {
        added.push(user);
        this.#come(row, user);
      } else if (invitedBy === undefined) {
        invited.push(user);
        this.#set(user, { invitedBy: row.author });
      }
    }
    return { users: added, invited };
  }

  #join(row: StoredRow, token: string): GroupEvent {
    const invite = this.#facts.invite?.(token);
    const isLawful = invite !== undefined && !this.isPresent(row.author);
    this.#expect(row, isLawful && this.present().length > 0);
    if (invite?.needsApproval === true) {
      this.#set(row.author, { isAsking: true });
      return { type: 'asked' };
    }
    this.#come(row, row.author);
    return { type: 'joined', by: invite?.by ?? row.author, way: 'link' };
  }

  #leave(row: StoredRow): GroupEvent {
    const { author, number } = row;
    this.#expect(row, this.isPresent(author));
    const wasOwner = this.rankOf(author) === 2;
    this.#go(author, number, false);
    if (!wasOwner) return { type: 'left' };
    const [heir] = this.present().sort((one, other) => {
      const since = (user: UserId) => this.#of(user).spans.at(-1)?.[0] ?? 0;
      return (
        this.rankOf(other) - this.rankOf(one) || since(one) - since(other) || (one < other ? -1 : 1)
      );
    });
    if (heir === undefined) {
      this.isEnded = true;
      return { type: 'left' };
    }
    this.#set(heir, { role: 'owner' });
    return { type: 'left', owner: heir };
  }
}

/** What was said is so, everything else stays. */
function settingsAfter(
  before: GroupSettings,
  said: { readonly [Name in keyof GroupSettings]?: GroupSettings[Name] | undefined },
): GroupSettings {
  return {
    write: said.write === undefined ? before.write : said.write,
    add: said.add === undefined ? before.add : said.add,
    change: said.change === undefined ? before.change : said.change,
    history: said.history === undefined ? before.history : said.history,
  };
}

function isHere(spans: ExpectedMember['spans']): boolean {
  const last = spans[spans.length - 1];
  return last !== undefined && last[1] === null;
}
