/**
 * One HTTP request and its answer, whatever library carries it. Invariant: exactly one answer is
 * written, at the pace of its reader; the request's body is read at the pace of the handler and
 * never beyond its limit.
 */
import { makeRequestBody, type RequestBody } from './request-body.ts';
import { makeRefusal, makeRequest, type RequestHead } from './request-head.ts';
import { allowsBody, declaredLength, type LongBody, readResponseBody } from './response-body.ts';
import type { TransportLimits, Uploads } from './transport.ts';

/** What an adapter makes of a library's response. Nothing is called once `live` is false. */
export interface ResponseSink {
  /** Not finished, and the client still there. */
  readonly live: boolean;
  /** Ask the client's connection to send no more of the request's body, and to go on. */
  pause(): void;
  resume(): void;
  /** The whole response at once; `bytes` undefined: the head only, telling `lengthBytes` if given. */
  answer(response: Response, last: boolean, bytes?: Uint8Array, lengthBytes?: number): void;
  /** A head, then chunks, then `finish`; `lengthBytes` undefined: the length is not known. */
  begin(response: Response, last: boolean, lengthBytes: number | undefined): void;
  /** Resolves when the reader keeps up; false: it went away, or took nothing for too long. */
  write(chunk: Uint8Array): Promise<boolean>;
  finish(): void;
  /** Ends the connection at once. */
  cut(): void;
}

export type ExchangeOptions = {
  readonly bodyLimitBytes: number;
  readonly requestMs: number;
  handle(request: Request): Promise<Response>;
  onFault(fault: unknown): void;
  /** Whether no further request is wanted on this connection. */
  isClosing(): boolean;
};

/** How large the body of this request may be and how long it may take. */
export function boundsOf(
  { method, url }: RequestHead,
  limits: TransportLimits,
  uploads: Uploads | undefined,
): Pick<ExchangeOptions, 'bodyLimitBytes' | 'requestMs'> {
  return uploads?.matches(method, url.pathname) === true
    ? { bodyLimitBytes: uploads.bodyBytes, requestMs: uploads.requestMs }
    : { bodyLimitBytes: limits.httpBodyBytes, requestMs: limits.requestMs };
}

/** A request answered this far before its end may use its connection again; the rest is dropped. */
const reusableRestBytes = 256 * 1024;

export class Exchange {
  readonly #head: RequestHead;
  readonly #sink: ResponseSink;
  readonly #options: ExchangeOptions;
  readonly #abort = new AbortController();
  readonly #body: RequestBody | undefined;
  readonly #deadline: NodeJS.Timeout | undefined;
  #restBytes: number;
  #answered = false;
  #told: unknown;

  constructor(head: RequestHead, sink: ResponseSink, options: ExchangeOptions) {
    this.#head = head;
    this.#sink = sink;
    this.#options = options;
    this.#restBytes = head.body === 'chunked' ? Number.POSITIVE_INFINITY : (head.body ?? 0);
    if (head.body === undefined) return;
    this.#body = makeRequestBody({
      limitBytes: options.bodyLimitBytes,
      pause: () => sink.live && sink.pause(),
      resume: () => sink.live && sink.resume(),
      onTooBig: () => void this.#answer(makeRefusal('too-big')),
    });
    this.#deadline = setTimeout(() => sink.live && sink.cut(), options.requestMs);
  }

  /** The next bytes of the body, as a copy; `isLast` exactly once. */
  receive(chunk: Uint8Array, isLast: boolean): void {
    this.#restBytes = isLast ? 0 : this.#restBytes - chunk.byteLength;
    this.#body?.push(chunk);
    if (!isLast) return;
    clearTimeout(this.#deadline);
    this.#body?.finish();
  }

  /** The sink is not live any more; `finished`: because all was written. */
  ended(finished: boolean): void {
    clearTimeout(this.#deadline);
    if (finished) return;
    this.#body?.fail(new Error('the client went away'));
    this.#abort.abort();
  }

  /** Asks the handler and writes what it answers. Never rejects. Call it once. */
  async run(): Promise<void> {
    const { body } = this.#head;
    if (typeof body === 'number' && body > this.#options.bodyLimitBytes) {
      await this.#answer(makeRefusal('too-big'));
      return;
    }
    try {
      const request = makeRequest(this.#head, this.#body?.stream, this.#abort.signal);
      await this.#answer(await this.#options.handle(request));
    } catch (fault) {
      // Answered or gone already: the handler only failed for want of the rest of the body.
      if (this.#answered || !this.#sink.live) return;
      this.#tell(fault);
      await this.#answer(makeRefusal('internal'));
    }
  }

  async #answer(response: Response): Promise<void> {
    if (this.#answered || !this.#sink.live) {
      await this.#dropBody(response.body);
      return;
    }
    this.#answered = true;
    this.#body?.discard();
    try {
      if (this.#head.method === 'HEAD' || !allowsBody(response.status)) {
        const lengthBytes = allowsBody(response.status) ? declaredLength(response) : undefined;
        this.#sink.answer(response, this.#isLast(), undefined, lengthBytes);
        await this.#dropBody(response.body);
        return;
      }
      const body = await readResponseBody(response);
      if (body.kind === 'long') await this.#stream(response, body);
      else if (this.#sink.live) this.#sink.answer(response, this.#isLast(), body.bytes);
    } catch (fault) {
      // Once the first byte has left, a cut connection is the only way to tell the client.
      this.#tell(fault);
      if (this.#sink.live) this.#sink.cut();
    }
  }

  async #stream(response: Response, { reader, first, lengthBytes }: LongBody): Promise<void> {
    let restBytes = lengthBytes ?? Number.POSITIVE_INFINITY;
    try {
      if (!this.#sink.live) return;
      this.#sink.begin(response, this.#isLast(), lengthBytes);
      let chunk: Uint8Array | undefined = first;
      while (chunk !== undefined) {
        const fitting = chunk.byteLength > restBytes ? chunk.subarray(0, restBytes) : chunk;
        restBytes -= fitting.byteLength;
        if (fitting.byteLength > 0 && !(await this.#sink.write(fitting))) return;
        if (fitting !== chunk) {
          this.#tell(new Error('the body is longer than its Content-Length'));
          break;
        }
        chunk = (await reader.read()).value;
      }
      if (lengthBytes !== undefined && restBytes > 0) {
        throw new Error('the body is shorter than its Content-Length');
      }
      if (this.#sink.live) this.#sink.finish();
    } finally {
      await this.#dropBody(reader);
    }
  }

  /** Tells a body's source that nobody reads on; what it makes of that is no fault of the answer. */
  async #dropBody(body: { cancel(): Promise<void> } | null): Promise<void> {
    try {
      await body?.cancel();
    } catch (fault) {
      this.#tell(fault);
    }
  }

  /** A source that failed fails again, with the same, when it is dropped. */
  #tell(fault: unknown): void {
    if (fault === this.#told) return;
    this.#told = fault;
    this.#options.onFault(fault);
  }

  #isLast(): boolean {
    return this.#options.isClosing() || this.#restBytes > reusableRestBytes;
  }
}
