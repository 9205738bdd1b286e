import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Peer } from '../transport/transport.ts';
import type { Caller } from './visit.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export function callerOf(_claims: unknown, peer: Peer): Caller {
  return { address: peer.address, isSecure: peer.secure };
}

export function makeFileServer(folder: string) {
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const path = normalize(decodeURIComponent(pathname));
    const name = extname(path) === '' ? 'index.html' : path;
    return readFile(join(folder, name)).then(
      (bytes) =>
        new Response(bytes, { headers: { 'content-type': types[extname(name)] ?? 'text/plain' } }),
      () => new Response('not found', { status: 404 }),
    );
  };
}
