/** Why there is nothing in a chat any more, as a line of the list. */
import type { ErrorCode } from '@jibber/schema/errors';
import type { JSX } from 'solid-js';
import { explainError } from '../../i18n/explain.ts';

export function EndedPreview(props: { readonly code: ErrorCode }): JSX.Element {
  return <>{explainError(props.code)}</>;
}
