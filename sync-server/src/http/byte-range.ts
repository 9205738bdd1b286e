/**
 * What part of a file a request wants (RFC 9110 section 14).
 * Invariant: total; a range that is answered lies within the file and is not empty.
 */

export type WantedBytes =
  | { readonly kind: 'whole' }
  /** From `from` up to, and without, `to`. */
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'unsatisfiable' };

const whole = { kind: 'whole' } as const;

/**
 * @param range value of `Range`; what is none, or asks for several parts, is passed over as RFC 9110
 *   allows it
 * @param ifRange value of `If-Range`: of another state of the file no part is given
 */
export function readRange(
  range: string | null,
  ifRange: string | null,
  etag: string,
  sizeBytes: number,
): WantedBytes {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(range ?? '');
  if (match === null || (ifRange !== null && ifRange !== etag)) return whole;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return whole;
    const suffixBytes = Number(last);
    if (suffixBytes === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' };
    return { kind: 'part', from: Math.max(0, sizeBytes - suffixBytes), to: sizeBytes };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return whole;
  if (from >= sizeBytes) return { kind: 'unsatisfiable' };
  return {
    kind: 'part',
    from,
    to: last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1),
  };
}
