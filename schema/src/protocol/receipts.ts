/**
 * `receipts`, down: registers of members of a chat. Max-registers: a device merges them by max, so
 * order and repeats are harmless. `revision` counts the receiver's own registers (catch-up).
 */
import type { ChatId, UserId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { FrameCodec } from './frame.ts';

export type Register = {
  readonly userId: UserId;
  readonly delivered: number;
  readonly read: number;
};

export type Receipts = {
  readonly type: 'receipts';
  readonly chatId: ChatId;
  readonly registers: readonly Register[];
  /** Revision of the receiver's own register in here; 0 where it is not in here. */
  readonly revision: number;
};

export const receipts: FrameCodec<Receipts> = {
  type: 'receipts',
  wire: 37,
  write(writer, frame) {
    writer.chatId(frame.chatId);
    writer.uint(frame.registers.length);
    for (const register of frame.registers) {
      writer.uuid(register.userId);
      writer.uint(register.delivered);
      writer.uint(register.read);
    }
    writer.uint(frame.revision);
  },
  read(reader) {
    const chatId = reader.chatId();
    const registers: Register[] = [];
    for (let left = reader.count(limits.frameBytes); left > 0; left -= 1) {
      registers.push({ userId: reader.userId(), delivered: reader.uint(), read: reader.uint() });
    }
    return { type: 'receipts', chatId, registers, revision: reader.uint() };
  },
};
