/**
 * Files over HTTP: brought with PUT, given with GET and HEAD, in parts too.
 * Invariants: nothing of a file is kept on the way or by a browser: each look at it asks for the
 * right anew (the device's own store forgets what it may not have any more); what is given can do
 * nothing, opened as a page or not.
 */
import { isPictureType, type PictureType } from '@jibber/schema/commands/files';
import { type FileId, parseFileId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import type { Files, GivenFile } from '../files/files.ts';
import type { Identity, Sync } from '../log/sync.ts';
import type { Uploads } from '../transport/transport.ts';
import { answer, answerError } from './answers.ts';
import { readRange } from './byte-range.ts';
import { holdsTag } from './entity-tag.ts';

/** A picture over a slow line. */
const uploadMs = 60_000;
const uploadPath = /^\/api\/files\/[^/]+$/;

/** The requests that the transport lets have a larger body. */
export const uploads: Uploads = {
  matches: (method, path) => method === 'PUT' && uploadPath.test(path),
  bodyBytes: limits.pictureBytes,
  requestMs: uploadMs,
};

export interface FileRoutes {
  put(identity: Identity, request: Request, id: string): Promise<Response>;
  /** GET and HEAD; the read itself was counted before. */
  give(identity: Identity, request: Request, id: string): Promise<Response>;
}

export function makeFileRoutes(files: Files, sync: Pick<Sync, 'takeRead'>): FileRoutes {
  async function give(identity: Identity, request: Request, id: FileId): Promise<Response> {
    const given = await files.give(identity.userId, id);
    if (!given.ok) return answerError(given.code);
    const file = given.value;
    const etag = `"${file.hash.slice(0, 32)}"`;
    const headers = headersOf(file, etag);
    if (holdsTag(request.headers.get('if-none-match'), etag)) {
      return new Response(null, { status: 304, headers });
    }
    const range = request.method === 'GET' ? request.headers.get('range') : null;
    const wanted = readRange(range, request.headers.get('if-range'), etag, file.bytes);
    if (wanted.kind === 'unsatisfiable') {
      headers.set('content-range', `bytes */${file.bytes}`);
      return new Response(null, { status: 416, headers });
    }
    const [from, to] = wanted.kind === 'part' ? [wanted.from, wanted.to] : [0, file.bytes];
    headers.set('content-type', file.type);
    headers.set('content-length', String(to - from));
    if (request.method === 'HEAD') return new Response(null, { headers });
    const bytes = await file.read(from, to);
    if (bytes === undefined) return answerError('file-not-found');
    // A large answer costs more of the budget than a small one; one question was taken already.
    for (let cost = bytes.byteLength; cost > limits.readBytes; cost -= limits.readBytes) {
      sync.takeRead(identity.userId);
    }
    if (wanted.kind === 'whole') return new Response(bytes, { headers });
    headers.set('content-range', `bytes ${from}-${to - 1}/${file.bytes}`);
    return new Response(bytes, { status: 206, headers });
  }

  return {
    async put(identity, request, claimedId) {
      const id = parseFileId(claimedId);
      if (!id.ok) return answerError('malformed');
      const type = (request.headers.get('content-type') ?? '').trim().toLowerCase();
      if (!isPictureType(type)) return answerError('picture-invalid');
      const kept = await files.put(identity, id.value, type, request.body);
      return kept.ok ? answer({ file: kept.value }) : answerError(kept.code);
    },
    async give(identity, request, claimedId) {
      const id = parseFileId(claimedId);
      return id.ok ? give(identity, request, id.value) : answerError('file-not-found');
    },
  };
}

function headersOf({ type }: GivenFile, etag: string): Headers {
  return new Headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    // Of the list of types that are shown where they stand; saved, it says what it is.
    'content-disposition': `inline; filename="picture.${extensions[type]}"`,
  });
}

const extensions: Readonly<Record<PictureType, string>> = {
  'image/webp': 'webp',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};
