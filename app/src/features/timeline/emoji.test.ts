import { expect, test } from 'vitest';
import { isEmojiOnly } from './emoji.ts';

test.each(['🙂', '❤️', '👍🏽', '👩‍👩‍👧‍👦', '🇩🇪 🇫🇷', '1️⃣2️⃣3️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '☕', '👩🏽‍🚀🎉 🥳'])(
  '“%s” is shown large',
  (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  },
);

test.each(['', '   ', 'ok 🙂', '🙂🙂🙂🙂', '123', '#', '*', '©', 'é', '山'])(
  '“%s” is shown as text',
  (text) => {
    // © is a pictograph that stands in plain text; a single one may be either, and text is safer.
    expect(isEmojiOnly(text)).toBe(false);
  },
);
