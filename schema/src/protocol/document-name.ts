/** `chat` is 0 on the wire, segment n is n + 1. */
import type { DocumentName } from '../document/values.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export function writeDocumentName(writer: Writer, name: DocumentName): void {
  writer.uint(name === 'chat' ? 0 : name + 1);
}

export function readDocumentName(reader: Reader): DocumentName {
  const value = reader.uint();
  return value === 0 ? 'chat' : value - 1;
}
