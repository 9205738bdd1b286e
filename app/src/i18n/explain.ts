/** What a person reads about a code. Loaded with what explains something, not with the first screen. */
import { errorSentences } from '@jibber/schema/error-sentences';
import type { ErrorCode } from '@jibber/schema/errors';
import { t } from './words.ts';

export function explainError(code: ErrorCode): string {
  return errorSentences[code];
}

/** Why an entry could not be kept, in words. */
export function explainWriteFailure(code: ErrorCode | 'full'): string {
  return code === 'full' ? t('storage.full.title') : explainError(code);
}
