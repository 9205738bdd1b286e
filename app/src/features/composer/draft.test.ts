import { directChatId, userId } from '@jibber/schema/ids';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDraft } from './draft.ts';

const alice = userId('0193a1b2-0000-7000-8000-0000000000a1');
const bob = userId('0193a1b2-0000-7000-8000-0000000000b1');
const chat = directChatId(alice, bob);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('window', new EventTarget());
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Alice writes to Bob. */
function start() {
  const saved: string[] = [];
  let me = alice;
  const draft = createDraft(
    {
      chats: { row: () => undefined },
      session: {
        status: () => ({
          status: 'signed-in',
          me: { userId: me, name: 'Name', handle: 'handle', address: 'name@example.org' },
        }),
      },
      writing: { saveDraft: async (_, text) => void saved.push(text) },
      fail: (cause) => {
        throw cause;
      },
    },
    chat,
  );
  const become = (other: typeof bob) => {
    me = other;
  };
  return { draft, saved, become };
}

test('what is written is saved a moment after the last key, and at once where the page is left', () => {
  const { draft, saved } = start();
  draft.write('ha');
  draft.write('half');
  expect(saved).toEqual([]);
  vi.runAllTimers();
  expect(saved).toEqual(['half']);
  draft.write('half a');
  window.dispatchEvent(new Event('pagehide'));
  expect(saved).toEqual(['half', 'half a']);
});

test('what is taken names what is on the disk, and is not saved any more', () => {
  const { draft, saved } = start();
  draft.write('half');
  vi.runAllTimers();
  draft.write('half a sentence');
  expect(draft.take()).toBe('half');
  expect(draft.text()).toBe('');
  vi.runAllTimers();
  expect(saved).toEqual(['half']);
});

test('what could not be kept stands before what has been written since', () => {
  const { draft, saved } = start();
  draft.write('first');
  draft.take();
  draft.write('second');
  draft.giveBack('first');
  vi.runAllTimers();
  expect(draft.text()).toBe('first\nsecond');
  expect(saved).toEqual(['first\nsecond']);
});

test('what one person wrote is never kept as a draft of who is signed in next', () => {
  const { draft, saved, become } = start();
  draft.write('of Alice alone');
  become(bob);
  vi.runAllTimers();
  window.dispatchEvent(new Event('pagehide'));
  expect(saved).toEqual([]);
});
