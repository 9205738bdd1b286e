/** `welcome`, down, first on a connection: who the node takes this device for, and which history. */
import { type HistoryId, parseHistoryId, type UserId } from '../ids.ts';
import type { FrameCodec } from './frame.ts';
import { must } from './reader.ts';

export type Welcome = {
  readonly type: 'welcome';
  readonly version: number;
  readonly historyId: HistoryId;
  readonly userId: UserId;
  /** Node's clock, ms. */
  readonly at: number;
};

export const welcome: FrameCodec<Welcome> = {
  type: 'welcome',
  wire: 32,
  write(writer, frame) {
    writer.uint(frame.version);
    writer.uuid(frame.historyId);
    writer.uuid(frame.userId);
    writer.uint(frame.at);
  },
  read: (reader) => ({
    type: 'welcome',
    version: reader.uint(),
    historyId: must(parseHistoryId(reader.uuid())),
    userId: reader.userId(),
    at: reader.uint(),
  }),
};
