/**
 * The page that stands in for everything, loaded when it is needed. Invariant: where even that cannot
 * be loaded there is a way to load the page again.
 */
import { type JSX, lazy, Suspense } from 'solid-js';
import { t } from '../../i18n/words.ts';
import type { NoticeReason } from './full-notice.tsx';

const FullNotice = lazy(async () => {
  try {
    return { default: (await import('./full-notice.tsx')).FullNotice };
  } catch (cause) {
    console.error(cause);
    return { default: BareNotice };
  }
});

export function Notice(props: { readonly reason: NoticeReason }): JSX.Element {
  return (
    <Suspense>
      <FullNotice reason={props.reason} />
    </Suspense>
  );
}

function BareNotice(): JSX.Element {
  return (
    <button type="button" onClick={() => window.location.reload()}>
      {t('action.reload')}
    </button>
  );
}
