/**
 * The two commands about everything that somebody has here: taking it along, and deleting the account.
 * Loaded with their screen; both need the network.
 */
import type { MessagesChoice } from '@jibber/schema/commands/account';
import type { ErrorCode } from '@jibber/schema/errors';
import { fail, type Result, succeed } from '@jibber/schema/result';
import { type Ask, makeAsk, nothing } from '../replica/fetch-commands.ts';

export type { MessagesChoice } from '@jibber/schema/commands/account';

type Commanded = Promise<Result<undefined, ErrorCode | 'offline'>>;

export type AccountData = {
  /** Begins the download of the archive, which the browser goes on with; or says why there is none now. */
  download(): Commanded;
  /** Deletes the account at the server; this device is wiped by the session then. */
  deleteAccount(password: string, messages: MessagesChoice): Commanded;
};

const exportPath = '/api/export';

/** @param view the window */
export function commandAccountData(view: Window): AccountData {
  const ask: Ask = makeAsk((path, init) => view.fetch(path, init));
  return {
    async download() {
      const offered = await askForExport(view);
      if (offered.ok) startDownload(view.document);
      return offered;
    },
    deleteAccount: (password, messages) =>
      ask(nothing, 'POST', 'account/delete', { password, messages }),
  };
}

/** A download that is refused would be a file with an error in it: so it is asked for first. */
async function askForExport(view: Window): Commanded {
  try {
    const { ok, status } = await view.fetch(exportPath, { method: 'HEAD', cache: 'no-store' });
    if (ok) return succeed();
    return fail(status === 429 ? 'too-many-requests' : status === 401 ? 'signed-out' : 'busy');
  } catch (error) {
    // No network, or no answer of our server.
    if (error instanceof TypeError) return fail('offline');
    throw error;
  }
}

function startDownload(document: Document): void {
  const link = document.createElement('a');
  link.href = exportPath;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
