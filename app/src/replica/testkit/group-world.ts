/** Alice, Bob and Mallory with a browser each, and groups of theirs: what tests of groups start from. */
import type { ChatId, EntryId, UserId } from '@jibber/schema/ids';
import type { GroupForm, GroupView } from '../group-view.ts';
import type { ChatRecord } from '../records.ts';
import type { OpenedChat, Replica, TimelineMessage } from '../replica.ts';
import { Browser, type ReplicaTab } from './browser.ts';
import { bob, mallory, World } from './world.ts';

type Done<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string };
type Wish = Parameters<Replica['administer']>[1];

export class GroupWorld extends World {
  readonly mallory = new Browser(this.scheduler, this.node, mallory);

  /** All three with a tab. */
  async openAll(): Promise<{ hers: ReplicaTab; his: ReplicaTab; theirs: ReplicaTab }> {
    const hers = await this.open(this.alice);
    const his = await this.open(this.bob);
    return { hers, his, theirs: await this.open(this.mallory) };
  }

  async create(tab: ReplicaTab, form: Partial<GroupForm> = {}): Promise<ChatId> {
    const wanted = { title: 'Trip', users: [bob.userId, mallory.userId], ...form };
    return savedOf(await this.within(tab.replica.createGroup(wanted)));
  }

  /** A group of all three that Alice made; everybody has heard of it. */
  async gather(users: readonly UserId[] = [bob.userId, mallory.userId]) {
    const tabs = await this.openAll();
    const group = await this.create(tabs.hers, { users });
    await this.advance(1000);
    return { ...tabs, group };
  }

  async say(tab: ReplicaTab, group: ChatId, text: string): Promise<EntryId> {
    return savedOf(await this.within(tab.replica.send(group, text)));
  }

  /** A wish that the device takes. */
  async wish(tab: ReplicaTab, group: ChatId, intent: Wish): Promise<EntryId> {
    return savedOf(await this.within(tab.replica.administer(group, intent)));
  }

  /** What becomes of a wish: `saved`, or why the device does not take it. */
  async tryTo(tab: ReplicaTab, group: ChatId, intent: Wish): Promise<string> {
    const done = await this.within(tab.replica.administer(group, intent));
    return done.ok ? 'saved' : done.code;
  }

  async look<Value>(
    tab: ReplicaTab,
    group: ChatId,
    read: (opened: OpenedChat) => Value,
  ): Promise<Value> {
    const opened = await this.within(tab.replica.openChat(group));
    const value = read(opened);
    opened.close();
    return value;
  }

  /** The timeline of a group in words, with states of what is one's own and not accepted. */
  told(tab: ReplicaTab, group: ChatId): Promise<string[]> {
    return this.look(tab, group, (opened) => opened.timeline().map(inWords));
  }

  async view(tab: ReplicaTab, group: ChatId): Promise<GroupView> {
    const view = await this.look(tab, group, (opened) => opened.group());
    if (view === undefined) throw new Error('nothing is known of the group');
    return view;
  }

  async row(tab: ReplicaTab, group: ChatId) {
    const rows = await this.within(tab.replica.chats());
    return rows.find(({ chatId }) => chatId === group);
  }
}

export function inWords(message: TimelineMessage): string {
  const { kind, event, text, state, refusal, pending, deletedBy, author } = message;
  const words =
    kind === 'message'
      ? [text]
      : kind === 'event'
        ? [`(${event === undefined ? refusal?.kind : event.type})`]
        : [`(${kind}${deletedBy !== undefined && deletedBy !== author ? ' by another' : ''})`];
  if (pending) words.push(state ?? '');
  if (refusal !== undefined) words.push(refusal.code);
  return words.join(' ');
}

/** Names of the present members by their ids' ends, with roles that are not the usual one. */
export function membersIn(view: GroupView): string[] {
  return view.members.map(({ userId, role, pending }) =>
    [userId.slice(-2), role === 'member' ? '' : role, pending ? 'pending' : '']
      .filter(Boolean)
      .join(' '),
  );
}

export function recordIn(browser: Browser, chatId: ChatId): ChatRecord | undefined {
  return browser.disk.peek('account', 'chats').find((record) => record.chatId === chatId);
}

function savedOf<Value>(done: Done<Value>): Value {
  if (!done.ok) throw new Error(`not saved: ${done.code}`);
  return done.value;
}
