/** Alice and Bob, their browsers and a node, on virtual time: what most tests of the replica start from. */
import type { Me } from '@jibber/schema/commands/account';
import { directChatId, type EntryId, userId } from '@jibber/schema/ids';
import type { OpenedChat } from '../replica.ts';
import { Browser, type ReplicaTab } from './browser.ts';
import { TinyNode } from './tiny-node.ts';
import { personOf } from './tiny-person.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';

function makeMe(tail: string): Me {
  const id = userId(`0193a1b2-0000-7000-8000-0000000000${tail}`);
  return { ...personOf(id), address: `${tail}@example.org` };
}

export const alice = makeMe('a1');
export const bob = makeMe('b1');
export const mallory = makeMe('c1');
/** Their private chat. */
export const chat = directChatId(alice.userId, bob.userId);

export class World {
  readonly scheduler = new VirtualScheduler();
  readonly node = new TinyNode(this.scheduler);
  readonly alice = new Browser(this.scheduler, this.node, alice);
  readonly bob = new Browser(this.scheduler, this.node, bob);

  advance(ms: number): Promise<void> {
    return this.scheduler.advance(ms);
  }

  /** What comes of a promise, given the time it needs. */
  async within<Value>(promise: Promise<Value>): Promise<Value> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    promise.then(done, done);
    for (let turn = 0; turn < 1000 && !isDone; turn += 1) await this.advance(10);
    if (!isDone) throw new Error('nothing came of it within 10 s');
    return promise;
  }

  /** A tab as it starts: the list is painted, then it connects and catches up. */
  async open(browser: Browser): Promise<ReplicaTab> {
    const tab = browser.openTab();
    await this.within(tab.start());
    await this.advance(1000);
    return tab;
  }

  /** Both with a tab, in one chat that has these messages of Alice. */
  async meet(...texts: readonly string[]): Promise<{ hers: ReplicaTab; his: ReplicaTab }> {
    const [hers, his] = [await this.open(this.alice), await this.open(this.bob)];
    await this.within(hers.replica.openDirect(personOf(bob.userId)));
    for (const text of texts) await this.write(hers, text);
    await this.advance(2000);
    return { hers, his };
  }

  async write(tab: ReplicaTab, text: string): Promise<EntryId> {
    const saved = await this.within(tab.replica.send(chat, text));
    if (!saved.ok) throw new Error(`not saved: ${saved.code}`);
    return saved.value;
  }

  openChat(tab: ReplicaTab): Promise<OpenedChat> {
    return this.within(tab.replica.openChat(chat));
  }

  /** Texts of the chat as a tab draws it, each with its state where it is one's own. */
  async shown(tab: ReplicaTab): Promise<string[]> {
    const opened = await this.openChat(tab);
    const texts = shownIn(opened);
    opened.close();
    return texts;
  }
}

export function shownIn(opened: OpenedChat): string[] {
  return opened.timeline().map(({ kind, text, state, changing }) => {
    const what = kind === 'message' ? text : `(${kind})`;
    return [what, state, changing ? 'changing' : undefined].filter(Boolean).join(' ');
  });
}
