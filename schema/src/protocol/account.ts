/**
 * `account`, down: how often this person's account was changed; a device that knows less fetches it
 * (GET /api/account/state). Never sent to a device of version 1, which does not know it.
 */
import type { FrameCodec } from './frame.ts';

export type AccountRevision = { readonly type: 'account'; readonly revision: number };

export const accountRevision: FrameCodec<AccountRevision> = {
  type: 'account',
  wire: 41,
  write(writer, frame) {
    writer.uint(frame.revision);
  },
  read: (reader) => ({ type: 'account', revision: reader.uint() }),
};
