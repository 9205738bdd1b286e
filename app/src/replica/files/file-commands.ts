/**
 * Files over `fetch`. Invariant: every outcome is a value: what was asked for, a code of the table, or
 * `offline` where no such answer came.
 */
import {
  filePath,
  isPictureType,
  type PictureType,
  putFileAnswerSchema,
} from '@jibber/schema/commands/files';
import { type ErrorCode, isErrorCode } from '@jibber/schema/errors';
import type { FileId } from '@jibber/schema/ids';
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import * as v from 'valibot';

export type FetchedFile =
  /** What is held is what the server has, and may still be seen. */
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'bytes';
      readonly type: PictureType;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly etag: string;
    };

export interface FileCommands {
  put(
    id: FileId,
    type: PictureType,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<Result<undefined, ErrorCode | 'offline'>>;
  /** @param etag of what is held; empty for nothing */
  get(id: FileId, etag: string): Promise<Result<FetchedFile, ErrorCode | 'offline'>>;
}

/** A request without an answer is given up; a slow line needs its time for a picture. */
const answerMs = 60_000;
const codeSchema = v.object({ code: v.string() });

/** @param request `fetch` of the page */
export function makeFileCommands(
  request: (path: string, init: RequestInit) => Promise<Response>,
): FileCommands {
  async function ask<Value>(
    id: FileId,
    init: RequestInit,
    read: (response: Response) => Promise<Value | undefined>,
  ): Promise<Result<Value, ErrorCode | 'offline'>> {
    try {
      const response = await request(filePath(id), {
        ...init,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(answerMs),
      });
      if (response.ok || response.status === 304) {
        const value = await read(response);
        return value === undefined ? fail('offline') : succeed(value);
      }
      const refused = v.safeParse(codeSchema, await response.json());
      const code = refused.success ? refused.output.code : undefined;
      return fail(isErrorCode(code) ? code : 'offline');
    } catch (error) {
      // No network, no answer in time, or an answer of something that is not our server.
      if (error instanceof TypeError || error instanceof SyntaxError) return fail('offline');
      if (error instanceof DOMException) return fail('offline');
      throw error;
    }
  }

  return {
    async put(id, type, bytes) {
      const init = { method: 'PUT', headers: { 'content-type': type }, body: new Blob([bytes]) };
      const put = await ask(id, init, async (response) => {
        const answer = v.safeParse(putFileAnswerSchema, await response.json());
        return answer.success && answer.output.file === id ? true : undefined;
      });
      return put.ok ? succeed() : put;
    },
    get: (id, etag) =>
      ask(id, { headers: etag === '' ? {} : { 'if-none-match': etag } }, async (response) => {
        if (response.status === 304) return { kind: 'unchanged' } as const;
        const type = response.headers.get('content-type');
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (!isPictureType(type) || bytes.byteLength > limits.pictureBytes) return undefined;
        return { kind: 'bytes', type, bytes, etag: response.headers.get('etag') ?? '' } as const;
      }),
  };
}
