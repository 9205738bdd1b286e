/** Which line about the connection is shown, pure. */
import type { ConnectionStatus } from '../replica/replica.ts';

export type ShownConnection = 'nothing' | 'offline' | 'connecting' | 'updating';

/** How long a state lasts before it is said. */
export const calmAfterMs = 2000;

/**
 * @param status of the connection now
 * @param hasLasted whether it has been so, or equally apart, for `calmAfterMs`
 * @param before what is shown now
 * @returns what to show. While apart, "no connection" stays while the app tries again; once
 *   connected nothing is said unless catching up lasts.
 */
export function showConnection(
  status: ConnectionStatus,
  hasLasted: boolean,
  before: ShownConnection,
): ShownConnection {
  switch (status) {
    case 'live':
      return 'nothing';
    case 'updating':
      return hasLasted ? 'updating' : 'nothing';
    case 'offline':
      return hasLasted || before === 'offline' ? 'offline' : 'nothing';
    case 'connecting':
      if (before === 'offline') return 'offline';
      return hasLasted ? 'connecting' : 'nothing';
  }
}
