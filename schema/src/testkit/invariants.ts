/**
 * The promises that a run is judged by. Those of `checkAlways` hold at every moment, those of
 * `checkSettled` once all faults are over and everything had its time.
 * Invariant: each check works on a history and on views alone, and names what it found.
 */
import type { ChatId, EntryId } from '../ids.ts';
import {
  entryKey,
  type History,
  lineOfEvent,
  type ShownChat,
  type StoredRow,
  type View,
  type Violation,
} from './history.ts';
import { type ExpectedChat, replayChats } from './reference.ts';

export function checkAlways(history: History, views: readonly View[]): Violation[] {
  return [
    ...checkRows(history),
    ...checkAcknowledged(history),
    ...checkDeviceOrder(history),
    ...views.flatMap((view) => view.chats.flatMap((chat) => checkShown(view.name, chat, history))),
    ...checkNothingPending(views),
  ];
}

export function checkSettled(history: History, views: readonly View[]): Violation[] {
  const expected = replayChats(history);
  return [
    ...checkAlways(history, views),
    ...checkOutboxes(views),
    ...checkAuthority(expected),
    ...checkContents(expected, views),
  ];
}

/** I2, I3: positions and numbers of a chat are given once, without gaps, to one entry each. */
function checkRows({ rows }: History): Violation[] {
  const violations: Violation[] = [];
  for (const [chatId, ofChat] of groupBy(rows, (row) => row.chatId)) {
    const positions = ofChat.map((row) => row.position).sort((one, other) => one - other);
    const numbers = ofChat
      .filter((row) => row.number > 0)
      .sort((one, other) => one.position - other.position)
      .map((row) => row.number);
    if (!isCountingFromOne(positions)) {
      violations.push({ invariant: 'I3', message: `positions of ${chatId}: ${positions}` });
    }
    if (!isCountingFromOne(numbers)) {
      violations.push({ invariant: 'I3', message: `numbers of ${chatId}: ${numbers}` });
    }
  }
  // Two people may use one id, each in a chat of his own.
  const inChat = (row: StoredRow) => `${row.entryId} in ${row.chatId}`;
  const byAuthor = (row: StoredRow) => `${row.entryId} of ${row.author}`;
  for (const nameOf of [inChat, byAuthor]) {
    for (const [name, same] of groupBy(rows, nameOf)) {
      if (same.length === 1) continue;
      violations.push({ invariant: 'I2', message: `${name} was accepted ${same.length} times` });
    }
  }
  return violations;
}

/**
 * I1, I7: what a device was told is so: accepted is stored just there, refused is stored nowhere. An
 * opening of a chat that was open is accepted where that one was, without a row of its own.
 */
function checkAcknowledged({ deeds, heard, rows, facts }: History): Violation[] {
  const stored = new Map(rows.map((row) => [entryKey(row), row]));
  const openings = new Map<string, StoredRow>();
  for (const deed of deeds) {
    const first = rows.find((row) => row.chatId === deed.chatId && row.position === 1);
    if (deed.intent.kind === 'chat.open' && first !== undefined) {
      openings.set(entryKey(deed), first);
    }
  }
  return heard.flatMap(({ device, author, answer }) => {
    const key = entryKey({ author, entryId: answer.entryId });
    const row = stored.get(key);
    if (answer.outcome === 'refused' && row !== undefined) {
      if (facts?.isForgotten?.(row.chatId)) return [];
      const message = `${device} heard that ${answer.entryId} was refused, it is stored`;
      return [{ invariant: 'I7', message }];
    }
    if (answer.outcome !== 'accepted') return [];
    const place = row ?? openings.get(key);
    if (place?.position === answer.position && place.number === answer.number) return [];
    const found = place === undefined ? 'nowhere' : `at ${place.position} with ${place.number}`;
    const told = `at ${answer.position} with ${answer.number}`;
    const message = `${device} heard that ${answer.entryId} was accepted ${told}, it is ${found}`;
    return [{ invariant: 'I1', message }];
  });
}

/** I4: what one device saved for a chat was accepted in that order. */
function checkDeviceOrder({ deeds, rows }: History): Violation[] {
  const positions = new Map(rows.map((row) => [entryKey(row), row.position]));
  const violations: Violation[] = [];
  const ordered = deeds
    .flatMap((deed) => (deed.order === undefined ? [] : [{ ...deed, order: deed.order }]))
    .sort((one, other) => one.order - other.order);
  for (const [key, ofDevice] of groupBy(ordered, (deed) => `${deed.device} in ${deed.chatId}`)) {
    let last = 0;
    for (const deed of ofDevice) {
      const { entryId, intent } = deed;
      const position = positions.get(entryKey(deed));
      if (position === undefined || intent.kind === 'chat.open') continue;
      if (position <= last) {
        violations.push({
          invariant: 'I4',
          message: `${key}: ${entryId} at ${position} after ${last}`,
        });
      }
      last = position;
    }
  }
  return violations;
}

/** I2, I3: a list shows each message once, accepted ones by number without gaps, pending ones last. */
function checkShown(name: string, chat: ShownChat, { rows }: History): Violation[] {
  const violations: Violation[] = [];
  const where = `${name} in ${chat.chatId}`;
  for (const [id, shown] of groupBy(chat.messages, (message) => message.id)) {
    if (shown.length > 1) {
      violations.push({ invariant: 'I2', message: `${where}: ${id} shows ${shown.length} times` });
    }
  }
  const accepted = chat.messages.filter((message) => !message.isPending);
  const firstPending = chat.messages.findIndex((message) => message.isPending);
  if (firstPending >= 0 && firstPending < accepted.length) {
    violations.push({ invariant: 'I3', message: `${where}: a pending message is not last` });
  }
  const stored = new Map<EntryId, number>();
  for (const row of rows) if (row.chatId === chat.chatId) stored.set(row.entryId, row.number);
  const [first] = accepted;
  for (const [index, message] of accepted.entries()) {
    const place = (chat.isWhole ? (chat.firstNumber ?? 1) : (first?.number ?? 1)) + index;
    if (message.number !== place) {
      const found = `${message.number} stands where ${place} belongs`;
      violations.push({ invariant: 'I3', message: `${where}: ${found}` });
      break;
    }
    if (stored.get(message.id) !== message.number) {
      const found = `${message.id} shows as ${message.number}, stored is ${stored.get(message.id)}`;
      violations.push({ invariant: 'I3', message: `${where}: ${found}` });
    }
  }
  return violations;
}

/** I13: no document of anybody waits for something that it depends on. */
function checkNothingPending(views: readonly View[]): Violation[] {
  return views.flatMap(({ name, pendingDocuments }) =>
    pendingDocuments.map((document) => ({
      invariant: 'I13',
      message: `${name}: ${document} waits for what it depends on`,
    })),
  );
}

/** I9: every outbox is empty. */
function checkOutboxes(views: readonly View[]): Violation[] {
  return views
    .filter((view) => view.unsent > 0)
    .map(({ name, unsent }) => ({ invariant: 'I9', message: `${name} has ${unsent} unsent` }));
}

/** I5, I11: everything accepted was somebody's right, and no group was without its one owner. */
function checkAuthority(expected: ReadonlyMap<ChatId, ExpectedChat>): Violation[] {
  return [...expected.values()].flatMap(({ chatId, trespasses, ownerless }) => [
    ...trespasses.map((what) => ({ invariant: 'I5', message: `in ${chatId}: ${what}` })),
    ...ownerless.map((position) => {
      return { invariant: 'I11', message: `${chatId} had not just one owner after ${position}` };
    }),
  ]);
}

/**
 * I1, I7, I12: every member's device, and what is rebuilt from the database, hold just what the log
 * says; nobody else holds anything of the chat.
 */
function checkContents(
  expected: ReadonlyMap<ChatId, ExpectedChat>,
  views: readonly View[],
): Violation[] {
  return views.flatMap((view) => {
    const violations: Violation[] = [];
    const shown = new Map(view.chats.map((chat) => [chat.chatId, chat]));
    for (const chat of expected.values()) {
      const isDue = view.userId === undefined || chat.members.has(view.userId);
      const found = shown.get(chat.chatId);
      shown.delete(chat.chatId);
      if (isDue && chat.isEnded) {
        if (found === undefined || found.messages.length === 0) continue;
        const message = `${view.name} still shows ${chat.chatId}, which was deleted`;
        violations.push({ invariant: 'I10', message });
      } else if (isDue) violations.push(...compareContent(view, chat, found));
      else if (chat.lines.get(view.userId)?.spans.length)
        violations.push(...checkKept(view, chat, found));
      else if (found !== undefined) {
        const message = `${view.name} sees ${chat.chatId} and is no member`;
        violations.push({ invariant: 'I1', message });
      }
    }
    for (const [chatId, chat] of shown) {
      if (chat.messages.length > 0) {
        violations.push({ invariant: 'I7', message: `${view.name} shows ${chatId}, which is not` });
      }
    }
    return violations;
  });
}

/** I6: whoever left a group, or was put out, keeps what he had, and nothing that came later. */
function checkKept(
  { name, userId }: View,
  { chatId, lines }: ExpectedChat,
  found: ShownChat | undefined,
): Violation[] {
  const line = userId === undefined ? undefined : lines.get(userId);
  const last = line?.spans.at(-1)?.[1] ?? 0;
  const later =
    found?.messages.filter(({ number, isPending }) => !isPending && number > last) ?? [];
  return later.map(({ number }) => {
    return { invariant: 'I6', message: `${name} sees ${number} of ${chatId}, left at ${last}` };
  });
}

function compareContent(
  { name }: View,
  expected: ExpectedChat,
  found: ShownChat | undefined,
): Violation[] {
  if (found === undefined) {
    if (expected.messages.length === 0) return [];
    return [{ invariant: 'I1', message: `${name} does not have ${expected.chatId}` }];
  }
  const ofView = found.messages.map((message) => {
    const state = message.isPending ? ' pending' : '';
    return `${message.number} ${message.id} ${message.author} ${message.kind}${state} ${message.text}`;
  });
  const ofLog = expected.messages.map(({ number, id, author, kind, text, event }) => {
    return `${number} ${id} ${author} ${kind} ${event === undefined ? text : lineOfEvent(event)}`;
  });
  const [firstShown] = found.messages;
  const begin = found.isWhole ? found.firstNumber : firstShown?.number;
  const skipped = Math.max(0, (begin ?? 1) - 1);
  const due = ofLog.slice(skipped);
  const at = due.findIndex((line, index) => ofView[index] !== line);
  const where = at >= 0 ? at : ofView.length > due.length ? due.length : -1;
  if (where < 0) return [];
  const message = `${name} in ${expected.chatId}: shows ${ofView[where]}, the log says ${due[where]}`;
  return [{ invariant: due[where] === undefined ? 'I7' : 'I12', message }];
}

/** I10: texts that were deleted, or replaced by an edit or by the end of a group, and that something still holds. */
export function checkErased(history: History, places: ReadonlyMap<string, string>): Violation[] {
  const kept = new Set<string>();
  for (const chat of replayChats(history).values()) {
    if (chat.isEnded) continue;
    for (const { text } of chat.messages) kept.add(text);
  }
  const accepted = new Set(history.rows.map(entryKey));
  const erased = history.deeds.flatMap((deed) => {
    const { intent } = deed;
    const isText = intent.kind === 'message.send' || intent.kind === 'message.edit';
    return isText && accepted.has(entryKey(deed)) && !kept.has(intent.text) ? [intent.text] : [];
  });
  return [...places].flatMap(([place, content]) =>
    erased
      .filter((text) => content.includes(text))
      .map((text) => ({ invariant: 'I10', message: `${place} still holds ${text}` })),
  );
}

function isCountingFromOne(sorted: readonly number[]): boolean {
  return sorted.every((value, index) => value === index + 1);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
