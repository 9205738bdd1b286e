/** The export of everything of somebody over HTTP. Invariant: it is nothing but a download. */
import type { Exports } from '../accounts/export/exports.ts';
import type { Identity } from '../log/sync.ts';
import { answerError } from './answers.ts';

const headers = { 'content-type': 'application/zip', 'cache-control': 'no-store' };

/** GET gives the archive; HEAD says whether it would, so that an app can tell why not. */
export function giveExport(exports: Exports, identity: Identity, request: Request): Response {
  if (request.method === 'HEAD') {
    const checked = exports.check(identity);
    return checked.ok ? new Response(null, { headers }) : answerError(checked.code);
  }
  const begun = exports.begin(identity);
  if (!begun.ok) return answerError(begun.code);
  const { fileName, bytes } = begun.value;
  return new Response(bytes, {
    headers: { ...headers, 'content-disposition': `attachment; filename="${fileName}"` },
  });
}
