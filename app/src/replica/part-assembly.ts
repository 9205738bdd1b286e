/**
 * Puts documents together that came in parts. Invariant: bounded: so many at once, each of at most so
 * many bytes, and only parts that follow each other; anything else is dropped and asked for again.
 */
import { limits } from '@jibber/schema/limits';
import { type DocumentPart, readPayload } from '@jibber/schema/protocol/document';

const maxBytes = 4 * limits.segmentHardBytes;
const maxAssemblies = 64;

type Assembly = { readonly first: DocumentPart; readonly payload: Uint8Array; filled: number };

export class PartAssembly {
  readonly #assemblies = new Map<string, Assembly>();

  /** @returns the updates of the document once its last part is here */
  add(part: DocumentPart): readonly Uint8Array[] | undefined {
    const key = `${part.chatId} ${part.document}`;
    if (part.offsetBytes === 0) this.#begin(key, part);
    const assembly = this.#assemblies.get(key);
    if (assembly === undefined || !continues(assembly, part)) {
      this.#assemblies.delete(key);
      return undefined;
    }
    assembly.payload.set(part.bytes, part.offsetBytes);
    assembly.filled += part.bytes.length;
    if (assembly.filled < part.totalBytes) return undefined;
    this.#assemblies.delete(key);
    return readPayload(assembly.payload);
  }

  /** The socket is gone: no further parts will come. */
  clear(): void {
    this.#assemblies.clear();
  }

  #begin(key: string, part: DocumentPart): void {
    this.#assemblies.delete(key);
    if (part.totalBytes > maxBytes || this.#assemblies.size >= maxAssemblies) return;
    const payload = new Uint8Array(part.totalBytes);
    this.#assemblies.set(key, { first: part, payload, filled: 0 });
  }
}

function continues({ first, filled }: Assembly, part: DocumentPart): boolean {
  return (
    part.offsetBytes === filled &&
    part.totalBytes === first.totalBytes &&
    part.from === first.from &&
    part.to === first.to
  );
}
