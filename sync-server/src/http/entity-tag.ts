/** Whether a client holds what it asks for already. */

/** Compared weakly (RFC 9110 section 13.1.2). */
export function holdsTag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const known = ifNoneMatch.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
