import { directChatId, entryId, userId } from '@jibber/schema/ids';
import type { Answer } from '@jibber/schema/protocol/answers';
import type { SentEntry } from '@jibber/schema/protocol/send';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refuse } from './outbox.ts';
import type { OutboxEntry } from './records.ts';
import { Sender } from './sender.ts';
import { VirtualScheduler } from './testkit/virtual-scheduler.ts';

const alice = userId('0193a1b2-0000-7000-8000-0000000000a1');
const bob = userId('0193a1b2-0000-7000-8000-0000000000b1');
const chatId = directChatId(alice, bob);

type Fate = 'accept' | 'again' | 'refuse' | 'lose' | 'lose-answer' | 'cut';

const fate = fc.constantFrom<Fate>(
  'accept',
  'accept',
  'again',
  'refuse',
  'lose',
  'lose-answer',
  'cut',
);

/** A node that takes entries as DESIGN 4.4 says, over a way on which anything may be lost. */
class Way {
  readonly accepted: string[] = [];
  readonly refused = new Set<string>();
  readonly #answered = new Map<string, Answer>();
  #fates: Fate[];
  isOpen = true;

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
  }

  take(entries: readonly SentEntry[]): readonly Answer[] {
    const answers: Answer[] = [];
    for (const { entryId: id, after } of entries) {
      const known = this.#answered.get(id);
      const next = this.#fates.shift() ?? 'accept';
      if (next === 'cut') this.isOpen = false;
      if (next === 'lose' || !this.isOpen) continue;
      if (known !== undefined) {
        answers.push(known);
      } else if (after !== undefined && !this.#answered.has(after)) {
        answers.push({ outcome: 'again', entryId: id, code: 'after-unanswered', backoffMs: 0 });
      } else if (next === 'again') {
        answers.push({ outcome: 'again', entryId: id, code: 'busy', backoffMs: 100 });
      } else {
        const answer: Answer =
          next === 'refuse'
            ? { outcome: 'refused', entryId: id, code: 'text-too-long' }
            : { outcome: 'accepted', entryId: id, position: this.accepted.length + 1, number: 0 };
        if (answer.outcome === 'accepted') this.accepted.push(id);
        else this.refused.add(id);
        this.#answered.set(id, answer);
        if (next !== 'lose-answer') answers.push(answer);
      }
    }
    return answers;
  }
}

test('whatever is lost, refused or put off, every entry is answered once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 90 }),
      fc.array(fate, { maxLength: 60 }),
      async (count, fates) => {
        const scheduler = new VirtualScheduler();
        const way = new Way(fates);
        let entries: readonly OutboxEntry[] = Array.from({ length: count }, (_, index) => ({
          chatId,
          order: index + 1,
          entryId: entryId(`0193a1b2-0000-7000-8000-${index.toString(16).padStart(12, '0')}`),
          intent: { kind: 'message.send', text: `m${index}`, writtenAt: 1 },
          writtenAt: 1,
        }));
        const all = entries.map((entry) => entry.entryId);
        const sender: Sender = new Sender({
          scheduler,
          random: () => 0.5,
          isHolder: () => true,
          outbox: () => [[chatId, entries]],
          release: () => undefined,
          transport: {
            send: (sent) => {
              if (!way.isOpen) return false;
              const answers = way.take(sent);
              scheduler.after(10, () => {
                for (const answer of answers) {
                  if (answer.outcome === 'accepted') {
                    entries = entries.filter((entry) => entry.entryId !== answer.entryId);
                  } else if (answer.outcome === 'refused') {
                    const changed = refuse(entries, answer.entryId, answer.code);
                    entries = entries.map(
                      (entry) => changed.find((each) => each.order === entry.order) ?? entry,
                    );
                  }
                }
                sender.answered(answers);
                if (way.isOpen) return;
                sender.lost();
                scheduler.after(50, () => {
                  way.isOpen = true;
                  sender.pump();
                });
              });
              return true;
            },
          },
        });
        sender.pump();
        await scheduler.advance(30 * 60_000);
        sender.stop();
        const waiting = entries.filter((entry) => entry.refused === undefined);
        expect(waiting).toEqual([]);
        expect(way.accepted).toEqual(all.filter((id) => !way.refused.has(id)));
        expect(new Set(way.accepted).size).toBe(way.accepted.length);
      },
    ),
    { numRuns: 60 },
  );
});
