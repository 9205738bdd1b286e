import { entryId } from '@jibber/schema/ids';
import { fail } from '@jibber/schema/result';
import { expect, test } from 'vitest';
import type { OutboxEntry } from './records.ts';
import { AccountRig, entry, put, readChats, waiting } from './testkit/account-rig.ts';
import { chat } from './testkit/world.ts';

test('a database gets an installation id, and keeps it', async () => {
  const rig = new AccountRig();
  expect(await rig.within(put(rig.open()))).toMatchObject({ ok: true });
  expect(rig.place).toEqual({ name: 'one', installation: 'new 1' });
  rig.place = { name: 'one', installation: undefined };
  await rig.within(readChats(rig.open()));
  expect(rig.place).toEqual({ name: 'one', installation: 'new 1' });
  expect(rig.told).toEqual([]);
});

test('a database that lost its installation id was emptied by the browser', async () => {
  const rig = new AccountRig();
  rig.place = { name: 'one', installation: 'old' };
  await rig.within(readChats(rig.open()));
  expect(rig.told).toEqual(['evicted']);
});

test('a connection that the browser closed is opened again, unseen', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.broken.set('chats', 'gone');
  const reading = readChats(database);
  rig.broken.clear();
  expect(await rig.within(reading)).toEqual({ ok: true, value: [] });
  expect(rig.told).toEqual([]);
});

test('of content that cannot be read the outbox and the drafts are saved', async () => {
  for (const canRemove of [true, false]) {
    const rig = new AccountRig();
    const database = rig.open();
    await rig.within(put(database));
    rig.canRemove = canRemove;
    rig.broken.set('chats', 'corrupt');
    expect(await rig.within(readChats(database))).toEqual({ ok: true, value: [] });
    expect(rig.told).toEqual(['renewed', 'rebuilt']);
    const name = canRemove ? 'one' : 'one#2';
    expect(rig.place?.name).toBe(name);
    expect(rig.disk.peek(name, 'outbox')).toEqual([{ ...entry, accepted: undefined }]);
    expect(rig.disk.peek(name, 'drafts')).toEqual([{ chatId: chat, text: 'half' }]);
  }
});

test('what was saved of one database is not lost with the one that replaced it', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.broken.set('chats', 'corrupt');
  rig.laterOpenFaults = ['corrupt', 'corrupt', 'corrupt', 'corrupt'];
  expect(await rig.within(readChats(database))).toEqual({ ok: true, value: [] });
  expect(rig.told).toEqual(['renewed', 'rebuilt']);
  expect(rig.disk.peek('one', 'outbox')).toEqual([{ ...entry, accepted: undefined }]);
});

test('a database that opens but cannot be written is given up, too, without the words in it', async () => {
  const rig = new AccountRig();
  rig.isTold = false;
  await rig.within(put(rig.open()));
  rig.isReadOnly = true;
  expect(await rig.within(readChats(rig.open()))).toEqual({ ok: true, value: [] });
  expect(rig.told).toEqual(['renewed']);
  expect(rig.disk.peek('one', 'outbox')).toEqual([{ ...entry, accepted: undefined }]);
});

test('where the outbox cannot be read either, that is said', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.broken.set('chats', 'corrupt').set('outbox', 'corrupt');
  await rig.within(readChats(database));
  expect(rig.told).toEqual(['corrupt', 'rebuilt']);
});

test('a database that cannot be opened is tried again before it is given up', async () => {
  const rig = new AccountRig();
  rig.isTold = false;
  await rig.within(put(rig.open()));
  rig.openFaults = ['corrupt', 'corrupt', 'corrupt'];
  const second = rig.open();
  await rig.within(readChats(second));
  expect(rig.told).toEqual([]);
  expect(rig.disk.peek('one', 'outbox')).toEqual([entry]);
  rig.openFaults = ['corrupt', 'corrupt', 'corrupt', 'corrupt'];
  expect(await rig.within(readChats(rig.open()))).toEqual({ ok: true, value: [] });
  expect(rig.told).toEqual(['corrupt']);
});

test('a database that is only out of reach is never deleted', async () => {
  const rig = new AccountRig();
  await rig.within(put(rig.open()));
  for (const fault of ['gone', 'full'] as const) {
    rig.openFaults = [fault, fault, fault, fault];
    expect(await rig.within(readChats(rig.open()))).toEqual({ ok: false, code: fault });
  }
  rig.openFaults = [];
  expect(rig.disk.peek('one', 'outbox')).toEqual([entry]);
});

test('where no database can be had at all that is said, and the next need tries again', async () => {
  const rig = new AccountRig();
  rig.canRemove = false;
  rig.openFaults = Array.from({ length: 5 }, () => 'corrupt');
  const database = rig.open();
  expect(await rig.within(readChats(database))).toEqual(fail('corrupt'));
  expect(rig.told).toEqual(['unusable']);
  expect(await rig.within(readChats(database))).toMatchObject({ ok: true });
});

test('what another tab has signed out of is not opened again', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.place = undefined;
  rig.disk.remove('one');
  expect(await rig.within(readChats(database))).toEqual({ ok: false, code: 'gone' });
  expect(rig.disk.has('one')).toBe(false);
});

test('what another tab signs out of while it is opened again is not made anew, and gets nothing back', async () => {
  for (const isOpening of [true, false]) {
    const rig = new AccountRig();
    const database = rig.open();
    await rig.within(put(database));
    rig.ownWords = { outbox: [waiting], drafts: [{ chatId: chat, text: 'half' }], account: [] };
    const signOut = () => {
      rig.place = undefined;
    };
    if (isOpening) rig.meanwhile = signOut;
    else rig.openFaults = ['gone'];
    rig.disk.remove('one');
    await rig.scheduler.advance(50);
    signOut();
    await rig.scheduler.advance(5000);
    expect(rig.disk.peek('one', 'outbox')).toEqual([]);
    expect(rig.disk.peek('one', 'drafts')).toEqual([]);
    if (!isOpening) expect(rig.disk.has('one')).toBe(false);
  }
});

const writtenLater: OutboxEntry = {
  ...entry,
  entryId: entryId('0193a1b2-0000-7000-8000-0000000000e2'),
  accepted: undefined,
};

/** Outbox of the database, in order. */
function outboxOf(rig: AccountRig) {
  return rig.disk.peek('one', 'outbox').map(({ order, entryId: id }) => [order, id]);
}

test('removed while it is open, it gets back what memory holds, before what is written next', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.ownWords = { outbox: [waiting], drafts: [{ chatId: chat, text: 'half' }], account: [] };
  rig.disk.remove('one');
  const wrote = await rig.within(
    database.write(['outbox', 'meta'], 'strict', async (transaction) => {
      const count = await transaction.table('meta').get('outboxOrder');
      const order = Number(count?.value) + 1;
      transaction.table('outbox').put({ ...writtenLater, order });
    }),
  );
  expect(wrote).toMatchObject({ ok: true });
  expect(rig.told).toEqual(['renewed', 'rebuilt']);
  expect(outboxOf(rig)).toEqual([
    [1, waiting.entryId],
    [2, writtenLater.entryId],
  ]);
  expect(rig.disk.peek('one', 'drafts')).toEqual([{ chatId: chat, text: 'half' }]);
});

test('a removal is noticed also while nobody reads or writes', async () => {
  const rig = new AccountRig();
  await rig.within(put(rig.open()));
  rig.disk.remove('one');
  await rig.scheduler.advance(100);
  expect(rig.told).toEqual(['evicted', 'rebuilt']);
});

test('what memory holds goes before what a tab without memory wrote first, and only once', async () => {
  const rig = new AccountRig();
  rig.isTold = false;
  const [database, asleep] = [rig.open(), rig.open()];
  await rig.within(put(database));
  await rig.within(readChats(asleep));
  rig.disk.remove('one');
  const second = rig.open();
  await rig.within(
    second.write(['outbox', 'drafts'], 'strict', async (transaction) => {
      transaction.table('outbox').put(writtenLater);
      transaction.table('drafts').put({ chatId: chat, text: 'newer' });
    }),
  );
  expect(rig.told).toEqual(['evicted']);
  rig.ownWords = { outbox: [waiting], drafts: [{ chatId: chat, text: 'half' }], account: [] };
  await rig.within(readChats(database));
  expect(rig.told).toEqual(['evicted', 'renewed', 'rebuilt']);
  const both = [
    [1, waiting.entryId],
    [2, writtenLater.entryId],
  ];
  expect(outboxOf(rig)).toEqual(both);
  expect(rig.disk.peek('one', 'drafts')).toEqual([{ chatId: chat, text: 'newer' }]);
  // A third, that slept, finds that done: what was sent or thrown away meanwhile does not come back.
  await rig.within(
    second.write(['outbox'], 'strict', async (transaction) => {
      transaction.table('outbox').deleteAll();
    }),
  );
  await rig.within(readChats(asleep));
  expect(rig.told.slice(3)).toEqual(['renewed', 'rebuilt']);
  expect(outboxOf(rig)).toEqual([]);
});

test('what can be read neither from the disk nor kept is not said to be kept', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.ownWords = { outbox: [waiting], drafts: [], account: [] };
  rig.unreadable();
  expect(rig.told).toEqual(['words-unreadable']);
  rig.broken.set('chats', 'corrupt');
  await rig.within(readChats(database));
  expect(rig.told).toEqual(['words-unreadable', 'corrupt', 'rebuilt']);
});

test('what cannot be read once is read again before anything is given up', async () => {
  const rig = new AccountRig();
  const database = rig.open();
  await rig.within(put(database));
  rig.broken.set('chats', 'corrupt');
  const reading = readChats(database);
  rig.isMended = true;
  expect(await rig.within(reading)).toEqual({ ok: true, value: [] });
  expect(rig.told).toEqual([]);
  expect(rig.disk.peek('one', 'outbox')).toEqual([entry]);
});

test('on a disk that can keep nothing a database is not replaced again and again', async () => {
  const rig = new AccountRig();
  rig.staysBroken = true;
  const database = rig.open();
  await rig.within(put(database));
  rig.broken.set('chats', 'corrupt');
  for (let time = 0; time < 6; time += 1) {
    expect(await rig.within(readChats(database))).toEqual({ ok: false, code: 'corrupt' });
  }
  expect(rig.told.filter((told) => told === 'rebuilt')).toHaveLength(3);
  expect(rig.disk.peek('one', 'outbox')).toEqual([{ ...entry, accepted: undefined }]);
});
