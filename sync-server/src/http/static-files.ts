/**
 * The built app, served from memory. Invariant: what can be asked for is what was in the folder when
 * the server started; a path of a request is looked up in that list and never reaches the disk.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { answerError } from './answers.ts';
import { holdsTag } from './entity-tag.ts';
import { isNavigation } from './navigation.ts';

/** Files of the app, its shell for addresses inside of it, or 404. Never rejects. */
export type ServeFile = (request: Request) => Promise<Response>;

type Coding = 'br' | 'gzip';

type StaticFile = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly hash: string;
  readonly cacheControl: string;
  /** Made when first asked for; undefined where compressing does not pay. */
  readonly compressed: Map<Coding, Uint8Array<ArrayBuffer>> | undefined;
};

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const compressible = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/;
/** Below this the headers outweigh what is won. */
const compressFromBytes = 1024;

const shellPath = '/index.html';
/** Addresses of the server itself, which the app's shell never stands for. */
const serverPaths = /^\/(api|y|assets|socket)(\/|$)/;

const compress: Readonly<Record<Coding, (bytes: Uint8Array) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Reads the folder. Resolves also if there is none: then every address is 404.
 * @param onFault told once for a file that cannot be compressed; it is served as it is
 */
export async function openStaticFiles(
  folder: string,
  onFault: (fault: unknown) => void,
): Promise<ServeFile> {
  const files = await readFiles(folder);

  /** Compressing a large file takes most of a second: who asks first gets it as it is. */
  const startCompressing = (file: StaticFile, coding: Coding) => {
    const variants = file.compressed;
    if (variants === undefined || variants.has(coding)) return;
    variants.set(coding, file.bytes);
    compress[coding](file.bytes).then(
      (bytes) => variants.set(coding, new Uint8Array(bytes)),
      onFault,
    );
  };

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const file = findFile(files, request);
    if (file === undefined) return answerError('not-found');
    const coding = chooseCoding(file, request.headers.get('accept-encoding') ?? '');
    if (coding !== undefined) startCompressing(file, coding);
    const made = coding === undefined ? undefined : file.compressed?.get(coding);
    const isEncoded = made !== undefined && made !== file.bytes;
    return answerFile(request, file, isEncoded ? made : file.bytes, isEncoded ? coding : undefined);
  };
}

function answerFile(
  request: Request,
  file: StaticFile,
  bytes: Uint8Array<ArrayBuffer>,
  coding: Coding | undefined,
): Response {
  const etag = coding === undefined ? `"${file.hash}"` : `"${file.hash}-${coding}"`;
  // Of an answer without a body, too: its headers take the place of those that came with the page.
  const headers = new Headers({
    etag,
    'cache-control': file.cacheControl,
    'content-type': file.type,
  });
  if (file.compressed !== undefined) headers.set('vary', 'accept-encoding');
  if (holdsTag(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-length', String(bytes.byteLength));
  if (coding !== undefined) headers.set('content-encoding', coding);
  return new Response(request.method === 'HEAD' ? null : bytes, { headers });
}

function findFile(
  files: ReadonlyMap<string, StaticFile>,
  request: Request,
): StaticFile | undefined {
  const { pathname } = new URL(request.url);
  const found = files.get(pathname === '/' ? shellPath : pathname);
  if (found !== undefined) return found;
  const isPage = !serverPaths.test(pathname) && !/\.[^/]*$/.test(pathname) && isNavigation(request);
  return isPage ? files.get(shellPath) : undefined;
}

/** The best that the client takes; `q=0` refuses. Its further preferences are not weighed. */
function chooseCoding(file: StaticFile, accepted: string): Coding | undefined {
  if (file.compressed === undefined) return undefined;
  const taken = new Set(
    accepted
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.replace(/\s*;.*$/, '')),
  );
  if (taken.has('br')) return 'br';
  return taken.has('gzip') ? 'gzip' : undefined;
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const path of await listFiles(folder)) {
    const bytes = new Uint8Array(await readFile(join(folder, path)));
    const url = `/${path.split(sep).map(encodeURIComponent).join('/')}`;
    const type = types[extname(path)] ?? 'application/octet-stream';
    files.set(url, {
      bytes,
      type,
      hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      // The build writes a hash of the contents into the names below assets/, and nowhere else.
      cacheControl: url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      compressed:
        compressible.test(type) && bytes.byteLength >= compressFromBytes ? new Map() : undefined,
    });
  }
  return files;
}

/** Paths in the folder, without what begins with a dot: the build leaves notes for itself there. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((path) => !path.split(sep).some((part) => part.startsWith('.')));
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return [];
    throw fault;
  }
}
