/**
 * Exports under way: whose, how many, and what ends one. Invariant: an account has one at a time and a
 * few in an hour; it holds no memory that grows with the history, because what is not taken is not made.
 */
import type { UserId } from '@jibber/schema/ids';
import { fail, type Result, succeed } from '@jibber/schema/result';
import { makeZip } from 'client-zip';
import type { Identity } from '../../log/sync.ts';
import type { TryLimit } from '../try-limits.ts';
import { type ArchiveOptions, writeArchive } from './archive.ts';
import { PacedReads, type PacedReadsOptions } from './paced-reads.ts';

/** A ZIP that is made as it is read. */
export type Download = { readonly fileName: string; readonly bytes: ReadableStream<Uint8Array> };

export interface Exports {
  /** Whether one would be given now. */
  check(identity: Identity): Result<undefined, 'too-many-requests'>;
  /** GET /api/export. Its bytes end with an error where it cannot be finished. */
  begin(identity: Identity): Result<Download, 'too-many-requests'>;
}

export type ExportsOptions = Omit<ArchiveOptions, 'identity' | 'reads' | 'madeAt' | 'storage'> &
  Omit<PacedReadsOptions, 'identity' | 'signal' | 'storage'> & {
    readonly storage: ArchiveOptions['storage'];
    readonly documents: PacedReadsOptions['storage'];
    /** By account. */
    readonly perHour: TryLimit;
  };

export function makeExports(options: ExportsOptions): Exports {
  const running = new Set<UserId>();

  return {
    check({ userId }) {
      if (running.has(userId) || !options.perHour.take(userId)) return fail('too-many-requests');
      options.perHour.giveBack(userId);
      return succeed();
    },
    begin(identity) {
      const { userId } = identity;
      if (running.has(userId) || !options.perHour.take(userId)) return fail('too-many-requests');
      running.add(userId);
      const abort = new AbortController();
      const { documents, sync, scheduler } = options;
      const reads = new PacedReads({
        ...{ identity, sync, scheduler },
        storage: documents,
        signal: abort.signal,
      });
      const madeAt = scheduler.now();
      const lastModified = new Date(madeAt);
      const entries = writeArchive({ ...options, identity, reads, madeAt });
      const zip = makeZip(stamped(entries, lastModified));
      const bytes = watch(zip, () => {
        abort.abort();
        running.delete(userId);
      });
      const day = lastModified.toISOString().slice(0, 10);
      return succeed({ fileName: `jibber-export-${day}.zip`, bytes });
    },
  };
}

async function* stamped(entries: ReturnType<typeof writeArchive>, lastModified: Date) {
  for await (const entry of entries) yield { ...entry, lastModified };
}

/** The same bytes. @param over called once, when it was read to its end, failed or was given up */
function watch(zip: ReadableStream<Uint8Array>, over: () => void): ReadableStream<Uint8Array> {
  const reader = zip.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          over();
          controller.close();
        } catch (fault) {
          over();
          throw fault;
        }
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
}
