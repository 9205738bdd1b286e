/** The frames that answer a hello, encoded. Invariant: each is within its bounds; `last` comes once. */
import type { UserId } from '@jibber/schema/ids';
import type { ChatHead, EndedChat } from '@jibber/schema/protocol/chats';
import { encodeFrame } from '@jibber/schema/protocol/codec';
import { knowsAccounts, protocolVersion } from '@jibber/schema/protocol/version';
import type { CatchUp, OwnRegister } from '../storage/storage.ts';

const chatsPerFrame = 1000;

/** @param at node's clock, ms */
export function welcomeFrame(userId: UserId, { historyId }: CatchUp, at: number): Uint8Array {
  return encodeFrame({ type: 'welcome', version: protocolVersion.current, historyId, userId, at });
}

/** Nothing for a device of a version that does not know it. */
export function accountFrames(version: number, revision: number): Uint8Array[] {
  return knowsAccounts(version) ? [encodeFrame({ type: 'account', revision })] : [];
}

/** At least one frame; the last of them says `last` if this is the whole answer. */
export function chatsFrames(
  heads: readonly ChatHead[],
  ended: readonly EndedChat[],
  isWhole: boolean,
): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let from = 0;
  do {
    const to = from + chatsPerFrame;
    const last = isWhole && to >= heads.length && to >= ended.length;
    const part = { heads: heads.slice(from, to), ended: ended.slice(from, to), last };
    frames.push(encodeFrame({ type: 'chats', ...part }));
    from = to;
  } while (from < heads.length || from < ended.length);
  return frames;
}

/** Own registers, by revision, so that a device that is cut off in between has all below its last. */
export function registerFrames(userId: UserId, registers: readonly OwnRegister[]): Uint8Array[] {
  return registers.map(({ chatId, delivered, read, revision }) =>
    encodeFrame({
      type: 'receipts',
      chatId,
      registers: [{ userId, delivered, read }],
      revision,
    }),
  );
}
