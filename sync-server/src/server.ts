/**
 * A whole server in this process: `main.ts` runs one, tests and benchmarks start as many as they
 * like. Wires storage, core, accounts, HTTP and transport, and takes them apart in the other order.
 * Invariant: `stop` leaves nothing open, whatever state the server was in; a start that fails too.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from '@jibber/schema/database/tables';
import { historyId, userId } from '@jibber/schema/ids';
import { limits as fileLimits } from '@jibber/schema/limits';
import type { Logger } from 'pino';
import { uuidv7 } from 'uuidv7';
import manifest from '../package.json' with { type: 'json' };
import { makeAccounts } from './accounts/accounts.ts';
import { makeExports } from './accounts/export/exports.ts';
import { makeKyselyExportStorage } from './accounts/export/kysely-export-storage.ts';
import { makeGroups } from './accounts/groups.ts';
import { makeKnownDevices } from './accounts/known-devices.ts';
import { makeKyselyAccountStorage } from './accounts/kysely-account-storage.ts';
import { makeKyselyGroupStorage } from './accounts/kysely-group-storage.ts';
import { makePasswords } from './accounts/passwords.ts';
import { makePeople } from './accounts/people.ts';
import { readServerSecret } from './accounts/server-secret.ts';
import type { AccountLimits, TryLimit } from './accounts/try-limits.ts';
import { makeTryWindow } from './accounts/try-window.ts';
import type { Config } from './config.ts';
import { openConfiguredDatabase } from './configured-database.ts';
import { type BlobStore, newBlobKey } from './files/blob-store.ts';
import { openDiskBlobs } from './files/disk-blobs.ts';
import { startFileUpkeep } from './files/file-upkeep.ts';
import { makeFiles } from './files/files.ts';
import { makeKyselyFileStorage } from './files/kysely-file-storage.ts';
import { makeMemoryBlobs } from './files/memory-blobs.ts';
import { makeApi } from './http/api.ts';
import { makeCallerResolver, readForwarded } from './http/client-address.ts';
import { faultCode } from './http/fault-code.ts';
import { uploads } from './http/file-routes.ts';
import { refuseInsecure } from './http/insecure-origin.ts';
import { makeOriginCheck } from './http/same-origin.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { makeSite } from './http/site.ts';
import { makeSocketDoor } from './http/socket-door.ts';
import { openStaticFiles } from './http/static-files.ts';
import { createSync } from './log/node.ts';
import type { Sync } from './log/sync.ts';
import { createRelayHub } from './relay/process-relay.ts';
import { makeKyselySessionStorage } from './sessions/kysely-session-storage.ts';
import { makeSessions } from './sessions/sessions.ts';
import type { OpenDatabase } from './storage/database-port.ts';
import { openSqlStorage } from './storage/sql-storage.ts';
import { systemScheduler } from './system-scheduler.ts';
import { createTransport } from './transport/create-transport.ts';

const minuteMs = 60_000;
/** Connections that writing leaves to sign-ins, catch-up and the confirmation of sessions. */
const readingConnections = 4;
const pruneEveryMs = 60 * minuteMs;
const appFolder = fileURLToPath(new URL('../../app/dist', import.meta.url));

export type ServerOptions = {
  readonly log: Logger;
  /** The server has failed for good and should be stopped. */
  readonly onFailure: (fault: Error) => void;
  /** Built app; that of this repository unless given. */
  readonly appFolder?: string;
  /** A migrated database instead of that of the settings; the server closes it. */
  readonly database?: OpenDatabase<Database>;
  /** Where bytes of files are instead of in a folder of the settings. */
  readonly blobs?: BlobStore;
};

export interface RunningServer {
  readonly port: number;
  /** What a person on this machine opens. */
  readonly address: string;
  /** The core itself, for what writes without HTTP. */
  readonly sync: Sync;
  readonly database: OpenDatabase<Database>;
  /** Tells devices to move, finishes what is under way, closes everything. Repeats wait as well. */
  stop(): Promise<void>;
}

/** Resolves when the port is open. Rejects with a sentence for people where it cannot start. */
export async function createServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  /** What is open, to be closed from the last to the first. */
  const closers: (() => Promise<void>)[] = [];
  try {
    return await openServer(config, options, closers);
  } catch (fault) {
    await closeAll(closers);
    throw fault;
  }
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

async function openServer(
  config: Config,
  options: ServerOptions,
  closers: (() => Promise<void>)[],
): Promise<RunningServer> {
  const { log } = options;
  const now = () => systemScheduler.now();
  let isReady = false;

  const onDatabaseFailure = (fault: Error, isFinal: boolean) => {
    log.error({ err: fault, isFinal }, 'the database failed');
    if (!isFinal) return;
    isReady = false;
    options.onFailure(fault);
  };
  const database =
    options.database ?? (await openConfiguredDatabase(config, now(), onDatabaseFailure));
  closers.push(() => database.close());
  if (!database.isDurable) log.warn('a power cut may lose what this database has acknowledged');
  const storage = await openSqlStorage({
    database,
    historyId: historyId(uuidv7()),
    now: now(),
    lanes: Math.max(1, config.databasePool - readingConnections),
  });
  const sync = createSync({
    storage,
    relay: createRelayHub({ scheduler: systemScheduler }).join(),
    scheduler: systemScheduler,
    log,
    settings: {
      writeRate: { perSecond: config.writesPerSecond, burst: config.writesBurst },
      readRate: { perSecond: config.readsPerSecond, burst: config.readsBurst },
    },
  });
  let stoppedSync: Promise<void> | undefined;
  const stopSync = () => {
    stoppedSync ??= sync.stop();
    return stoppedSync;
  };
  closers.push(stopSync);

  const sessions = makeSessions({
    storage: makeKyselySessionStorage(database.kysely),
    now,
    randomBytes,
    onEnded: (sessionIds) => sync.endSessions(sessionIds),
  });
  const pruning = setInterval(() => {
    sessions.prune().catch((fault: unknown) => log.warn({ err: fault }, 'pruning sessions failed'));
  }, pruneEveryMs);
  closers.push(async () => clearInterval(pruning));

  const accountStorage = makeKyselyAccountStorage(database.kysely);
  const limits = makeLimits(config);
  const files = makeFiles({
    storage: makeKyselyFileStorage(database.kysely),
    blobs: options.blobs ?? (await openBlobs(config)),
    uploads: makeWindow(fileLimits.uploadsPerMinute, minuteMs),
    canSeeProfile: async (viewer, of) =>
      (await accountStorage.readProfiles(viewer, [of])).length > 0,
    newBlobKey,
    now,
  });
  closers.push(startFileUpkeep({ files, scheduler: systemScheduler, log }));
  const isOurOrigin = makeOriginCheck(config.publicOrigins);
  const resolveCaller = makeCallerResolver(config.trustedProxies);
  const secret = await readServerSecret(database.kysely, 'known-devices', randomBytes, now());
  const api = makeApi({
    accounts: makeAccounts({
      storage: accountStorage,
      sessions,
      passwords: await makePasswords(),
      knownDevices: makeKnownDevices(secret, randomBytes),
      limits,
      registration: config.registration,
      newUserId: () => userId(uuidv7()),
      now,
    }),
    people: makePeople({ storage: accountStorage, limits }),
    groups: makeGroups({
      storage: makeKyselyGroupStorage(database.kysely),
      previews: limits.lookupsPerAccount,
      newToken: () => randomBytes(16).toString('base64url'),
      now,
      onAccountsChanged: (userIds) => sync.accountsChanged(userIds),
    }),
    files,
    exports: makeExports({
      storage: makeKyselyExportStorage(database.kysely),
      documents: storage,
      files,
      sync,
      scheduler: systemScheduler,
      readProfiles: (viewer, ids) => accountStorage.readProfiles(viewer, ids),
      perHour: makeWindow(fileLimits.exportsPerHour, 60 * minuteMs),
      version: manifest.version,
    }),
    sessions,
    sync,
    isOurOrigin,
    registration: config.registration,
    version: manifest.version,
    onFault: (fault) => faultCode(fault, log),
  });

  const transport = createTransport(config.transport, {
    ...tlsOf(config),
    log,
    handleHttp: makeSite({
      api,
      callerOf: (request, peer) => resolveCaller(readForwarded(request), peer),
      refuseInsecure,
      serveFile: await openStaticFiles(options.appFolder ?? appFolder, (fault) =>
        log.warn({ err: fault }, 'a file of the app could not be compressed'),
      ),
      addSecurityHeaders,
      isReady: () => isReady,
    }),
    uploads,
    sockets: makeSocketDoor({
      sync,
      sessions,
      isOurOrigin,
      callerOf: (request) => resolveCaller(request, request),
      handshakesPerAddress: makeWindow(config.socketsPerAddress * 10, minuteMs),
      socketsPerAccount: config.socketsPerAccount,
      socketsPerAddress: config.socketsPerAddress,
      scheduler: systemScheduler,
    }),
  });
  // Devices hear that they should move before their sockets are closed.
  closers.push(() => transport.close());
  closers.push(stopSync);
  closers.push(async () => {
    isReady = false;
    transport.stopAccepting();
  });
  const port = await transport.listen(config.host, config.port);
  isReady = true;
  log.info(
    { transport: transport.name, database: database.kind, isDurable: database.isDurable },
    'ready',
  );

  let stopped: Promise<void> | undefined;
  return {
    port,
    address: addressOf(config, port),
    sync,
    database,
    stop() {
      stopped ??= closeAll(closers);
      return stopped;
    },
  };
}

/** Bytes of a database in memory are there, too. */
async function openBlobs({ databaseUrl, dataDir }: Config): Promise<BlobStore> {
  if (databaseUrl === 'pglite:memory:') return makeMemoryBlobs();
  return openDiskBlobs(join(dataDir, 'files'));
}

function makeWindow(tries: number, windowMs: number): TryLimit {
  return makeTryWindow({ tries, windowMs, now: () => performance.now() });
}

function makeLimits(config: Config): AccountLimits {
  const signInMs = 15 * minuteMs;
  return {
    signInsPerAccount: makeWindow(config.signInsPerAccount, signInMs),
    signInsPerAddress: makeWindow(config.signInsPerAddress, signInMs),
    signInsPerDevice: makeWindow(config.signInsPerAccount, signInMs),
    accountsPerAddress: makeWindow(config.accountsPerAddress, 60 * minuteMs),
    lookupsPerAccount: makeWindow(config.lookupsPerMinute, minuteMs),
    lookupsPerAddress: makeWindow(config.lookupsPerMinute, minuteMs),
  };
}

function tlsOf({ tlsCertFile: certFile, tlsKeyFile: keyFile }: Config) {
  return certFile === undefined || keyFile === undefined ? {} : { tls: { certFile, keyFile } };
}

function addressOf(config: Config, port: number): string {
  const [publicOrigin] = config.publicOrigins;
  if (publicOrigin !== undefined) return publicOrigin;
  const isHere = ['127.0.0.1', 'localhost', '0.0.0.0', '::', '::1'].includes(config.host);
  const scheme = config.tlsCertFile === undefined ? 'http' : 'https';
  const host = isHere ? 'localhost' : config.host;
  return new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}
