/** The title of the tab: where one is, and how much is unread. Pure. */
import { t } from '../../i18n/words.ts';

/**
 * @param chat name of the open chat; undefined where none is open
 * @param unread messages over all chats
 */
export function formatTitle(chat: string | undefined, unread: number): string {
  const place = chat === undefined ? t('app.name') : t('title.chat', { name: chat });
  return unread === 0 ? place : t('title.unread', { count: unread, place: t('app.name') });
}
