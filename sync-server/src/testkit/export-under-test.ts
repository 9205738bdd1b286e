/** An export of chats that stand in memory, whose reads are counted and can be stopped. */
import type { Person } from '@jibber/schema/commands/account';
import type { Json } from '@jibber/schema/document/json';
import {
  chatMaps,
  type DocumentName,
  numberKey,
  segmentMaps,
} from '@jibber/schema/document/values';
import type { ChatId, FileId, UserId } from '@jibber/schema/ids';
import { defaultSettings } from '@jibber/schema/intents/account/account-state';
import { fail, succeed } from '@jibber/schema/result';
import { alice, bob, nthEntryId } from '@jibber/schema/testkit/people';
import { strFromU8, unzipSync } from 'fflate';
import type { ExportedChat } from '../accounts/export/export-storage.ts';
import { makeExports } from '../accounts/export/exports.ts';
import { NodeDocument } from '../documents/node-document.ts';
import type { SessionState } from '../storage/storage.ts';
import { systemScheduler } from '../system-scheduler.ts';
import { identityOf } from './test-device.ts';

export type KnownChat = {
  readonly chat: ExportedChat;
  readonly info: Readonly<Record<string, Json>>;
  readonly members: readonly UserId[];
  /** Values under their numbers, by segment. */
  readonly segments: readonly (readonly (readonly [number: number, value: Json])[])[];
};

export const startMs = Date.UTC(2026, 10, 25, 8, 30);

/** A message as it is stored. */
export function messageOf(number: number, text: string, author: UserId = alice): [number, Json] {
  const at = startMs + number * 60_000;
  return [number, { id: nthEntryId(number), author, at, writtenAt: at - 1000, text }];
}

export function groupOf(
  chatId: ChatId,
  title: string,
  segments: KnownChat['segments'],
  more: Partial<KnownChat> = {},
): KnownChat {
  return {
    chat: {
      chatId,
      kind: 'group',
      peer: undefined,
      fromSegment: 0,
      segment: segments.length - 1,
      readUpTo: 1,
    },
    info: { kind: 'group', title },
    members: [alice, bob],
    segments,
    ...more,
  };
}

export type UnderTestOptions = {
  readonly chats?: readonly KnownChat[];
  readonly names?: ReadonlyMap<UserId, string>;
  readonly pictures?: ReadonlyMap<FileId, Uint8Array<ArrayBuffer>>;
  readonly picture?: FileId;
  readonly perHour?: number;
};

export function startExport({
  chats = [],
  names = new Map(),
  pictures = new Map(),
  picture,
  perHour = 100,
}: UnderTestOptions = {}) {
  const byId = new Map(chats.map((known) => [known.chat.chatId, known]));
  const read: string[] = [];
  const state: { session: SessionState | undefined; isHidden(name: string): boolean } = {
    session: 'live',
    isHidden: () => false,
  };
  const clock = { now: startMs };
  let taken = 0;
  const readProfiles = async (_: UserId, ids: readonly UserId[]): Promise<Person[]> =>
    ids.flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [{ userId: id, name, handle: 'handle' }];
    });
  const exports = makeExports({
    storage: {
      readAccount: async () => ({
        name: names.get(alice) ?? 'Alice',
        handle: 'alice',
        email: 'alice@example.org',
        phone: undefined,
        about: 'likes climbing',
        picture: picture ?? null,
        settings: defaultSettings,
        createdAt: startMs,
      }),
      readDevices: async () => [
        { name: 'Firefox on Linux', since: startMs, usedAt: startMs, isThisOne: true },
      ],
      readBlocks: async () => [{ userId: bob, at: startMs }],
      readReports: async () => [],
      readChats: async (_, after, most) => {
        const ids = [...byId.keys()].sort().filter((id) => id > (after ?? ''));
        return ids.slice(0, most).flatMap((id) => byId.get(id)?.chat ?? []);
      },
    },
    documents: {
      readDocument: async (chatId, name) => {
        read.push(`${chatId}/${name}`);
        const known = byId.get(chatId);
        if (known === undefined || state.isHidden(`${chatId}/${name}`)) return undefined;
        return contentOf(documentOf(known, name));
      },
      sessionStates: async ([id = '']) =>
        new Map(state.session === undefined ? [] : [[id, state.session]]),
    },
    files: {
      give: async (_, id) => {
        const bytes = pictures.get(id);
        if (bytes === undefined) return fail('file-not-found');
        const given = { type: 'image/png', bytes: bytes.length, hash: '' } as const;
        return succeed({ ...given, read: async () => bytes });
      },
    },
    sync: { takeRead: () => 0 },
    scheduler: { ...systemScheduler, now: () => clock.now },
    readProfiles,
    perHour: {
      take: () => {
        taken += 1;
        return taken <= perHour;
      },
      giveBack: () => {
        taken -= 1;
      },
    },
    version: '1.2.3',
  });
  return {
    exports,
    state,
    /** ms; tests move it. */
    clock,
    /** Documents that were read, in order. */
    read,
    begin(user: UserId = alice) {
      const begun = exports.begin(identityOf(user));
      if (!begun.ok) throw new Error(begun.code);
      return begun.value.bytes;
    },
    /** The whole archive, unpacked. */
    async unpack() {
      return unpack(await bytesOf(this.begin()));
    },
  };
}

function documentOf({ info, members, segments, chat }: KnownChat, name: DocumentName) {
  const document = new NodeDocument();
  document.write(() => {
    if (name === 'chat') {
      for (const [key, value] of Object.entries(info)) document.map(chatMaps.info).set(key, value);
      for (const user of members) {
        document.map(chatMaps.members).set(user, { role: 'member', spans: [[1, null]] });
      }
      return;
    }
    for (const [number, value] of segments[name - chat.fromSegment] ?? []) {
      document.map(segmentMaps.messages).set(numberKey(number), value);
    }
  });
  return document;
}

function contentOf(document: NodeDocument) {
  return { head: 1, snapshotPosition: 1, snapshot: document.encode(), updates: [] };
}

export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export type Unpacked = {
  readonly names: readonly string[];
  text(name: string): string;
  json(name: string): unknown;
  bytes(name: string): Uint8Array;
  /** Names of the files whose bytes hold a text. */
  filesWith(text: string): readonly string[];
};

/** By another implementation than the one that wrote it. */
export function unpack(archive: Uint8Array): Unpacked {
  const files = new Map(Object.entries(unzipSync(archive)));
  const bytes = (name: string) => {
    const found = files.get(name);
    if (found === undefined) throw new Error(`no ${name} among ${[...files.keys()].join(' ')}`);
    return found;
  };
  return {
    names: [...files.keys()],
    bytes,
    text: (name) => strFromU8(bytes(name)),
    json: (name) => JSON.parse(strFromU8(bytes(name))),
    filesWith: (text) =>
      [...files].filter(([, held]) => Buffer.from(held).includes(text)).map(([name]) => name),
  };
}
