import { type EntryId, entryId } from '@jibber/schema/ids';
import type { Intent } from '@jibber/schema/intents/registry';
import { stringifyIntent } from '@jibber/schema/intents/registry';
import type { Row, Rows } from '@jibber/schema/protocol/rows';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ChatStore } from './chat-store.ts';
import { MemoryDisk } from './memory-database.ts';
import { TinyNode } from './testkit/tiny-node.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';
import { alice, bob, chat } from './testkit/world.ts';

/** What people did: 0–6 writes, 7–8 edits, 9 deletes a message chosen by the second number. */
const deed = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat(1000));
type Deed = readonly [what: number, which: number];

function idOf(n: number): EntryId {
  return entryId(`0193a1b2-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
}

/** The rows of a chat in which all this was done, over segments of four messages. */
function makeHistory(deeds: readonly Deed[]): readonly Row[] {
  const node = new TinyNode(new VirtualScheduler());
  node.segmentMessages = 4;
  node.people.add(alice.userId);
  node.people.add(bob.userId);
  const messages: { id: EntryId; author: typeof alice.userId }[] = [];
  let count = 0;
  const submit = (author: typeof alice.userId, intent: Intent) => {
    count += 1;
    const sent = {
      entryId: idOf(count),
      scope: chat,
      after: undefined,
      intent: stringifyIntent(intent),
    };
    const [answer] = node.submit(author, [sent]);
    if (intent.kind === 'message.send' && answer?.outcome === 'accepted') {
      messages.push({ id: idOf(count), author });
    }
  };
  submit(alice.userId, { kind: 'chat.open', with: bob.userId });
  for (const [what, which] of deeds) {
    const target = messages[which % Math.max(1, messages.length)];
    const author = which % 2 === 0 ? alice.userId : bob.userId;
    if (what <= 6 || target === undefined) {
      submit(author, { kind: 'message.send', text: `text ${count}`, writtenAt: 1 });
    } else if (what <= 8) {
      submit(target.author, { kind: 'message.edit', message: target.id, text: `edited ${count}` });
    } else {
      submit(target.author, { kind: 'message.delete', message: target.id });
    }
  }
  return node.chats.get(chat)?.rows ?? [];
}

function frameOf(rows: readonly Row[], from: number, to: number): Rows {
  const some = rows.filter(({ position }) => position > from && position <= to);
  return { type: 'rows', chatId: chat, from, to, incomplete: [], rows: some };
}

function makeDevice() {
  const scheduler = new VirtualScheduler();
  const disk = new MemoryDisk(scheduler);
  const openTab = () =>
    new ChatStore({
      database: disk.open('one'),
      me: bob.userId,
      scheduler,
      tabs: { post: () => undefined, listen: () => undefined, close: () => undefined },
      changed: () => undefined,
      gone: () => undefined,
      faulted: () => undefined,
    });
  const content = () => {
    const texts = new Map<number, unknown>();
    const documents = new Map<number, Uint8Array[]>();
    for (const { document, snapshot } of disk.peek('one', 'documents')) {
      documents.set(document, [snapshot]);
    }
    for (const { document, update } of disk.peek('one', 'rows')) {
      documents.set(document, [...(documents.get(document) ?? []), update]);
    }
    for (const [document, updates] of documents) {
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      expect(doc.store.pendingStructs).toBeNull();
      for (const name of ['messages', 'members', 'segments', 'info']) doc.getMap(name);
      texts.set(document, doc.toJSON());
    }
    return [...texts].sort(([a], [b]) => a - b);
  };
  const record = () => {
    const [found] = disk.peek('one', 'chats');
    return found && { ...found, tails: undefined, openedAt: undefined, sortAt: undefined };
  };
  return { scheduler, disk, openTab, content, record };
}

const context = { greetedHead: () => undefined, greetedRevision: 0 };

test('rows in any order and as often as they come leave what all of them in order leave', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 1, maxLength: 25 }),
      fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 8 }), fc.nat(1)), { maxLength: 40 }),
      async (deeds, feeds) => {
        const rows = makeHistory(deeds);
        const straight = makeDevice();
        const one = straight.openTab();
        for (const { position } of rows) {
          await one.store([frameOf(rows, position - 1, position)], context);
        }
        const shaken = makeDevice();
        const tabs = [shaken.openTab(), shaken.openTab()];
        let head = 0;
        const feed = async (tab: number, frames: readonly Rows[]) => {
          await tabs[tab]?.store(frames, context);
          const now = shaken.disk.peek('one', 'chats')[0]?.head ?? 0;
          expect(now).toBeGreaterThanOrEqual(head);
          head = now;
        };
        for (const [from, length, tab] of feeds) {
          const begin = from % rows.length;
          await feed(tab, [frameOf(rows, begin, Math.min(rows.length, begin + length))]);
        }
        await Promise.all([
          feed(0, [frameOf(rows, 0, rows.length)]),
          feed(1, [frameOf(rows, 0, 1), frameOf(rows, 0, rows.length)]),
        ]);
        expect(shaken.content()).toEqual(straight.content());
        expect(shaken.record()).toEqual(straight.record());
        expect(shaken.record()?.head).toBe(rows.length);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('the unread count that grows with rows is the one that is counted anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 30 }), fc.nat(10), async (deeds, read) => {
      const rows = makeHistory(deeds);
      const device = makeDevice();
      const tab = device.openTab();
      const half = Math.ceil(rows.length / 2);
      await tab.store([frameOf(rows, 0, half)], context);
      await tab.change(chat, 'relaxed', false, async (work) => {
        work.record.own = { ...work.record.own, read: Math.min(read, work.record.lastNumber) };
        work.recount();
      });
      await tab.store([frameOf(rows, half, rows.length)], context);
      const grown = device.disk.peek('one', 'chats')[0]?.unread;
      await tab.change(chat, 'relaxed', false, async (work) => work.recount());
      expect(grown?.count).toBe(device.disk.peek('one', 'chats')[0]?.unread.count);
    }),
    { numRuns: 60 },
  );
}, 60_000);
