/**
 * Limits as small as runs are: a few dozen messages cross segments, frames, batches and windows that
 * in life take thousands. Invariant: imported before anything that reads a limit while it is loaded.
 */
import { limits } from '@jibber/schema/limits';

Object.assign(limits, {
  segmentMessages: 12,
  editsPerMessage: 3,
  batchEntries: 8,
  entriesPerFrame: 16,
  catchUpRows: 24,
  partBytes: 1500,
  pullBytes: 6 * 1024,
} satisfies Partial<Record<keyof typeof limits, number>>);
