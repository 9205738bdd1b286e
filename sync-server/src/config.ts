/**
 * Every setting once: name, default, what it does, what it accepts. `.env.example` and the table in
 * README are made from it (`npm run settings`).
 * Invariant: a value that is not understood stops the start with one sentence; nothing is guessed.
 */
import { limits } from '@jibber/schema/limits';
import { fail, type Result, succeed } from '@jibber/schema/result';
import * as v from 'valibot';

type Setting<Schema extends v.GenericSchema<string, unknown>> = {
  readonly name: string;
  /** As it would be written in `.env`; empty: not set. */
  readonly defaultText: string;
  /** One sentence for people, without a full stop. */
  readonly description: string;
  /** Completes "NAME must be …". */
  readonly accepts: string;
  /** Whether its value may hold a password and is not repeated in messages. */
  readonly isSecret?: boolean;
  readonly schema: Schema;
};

function setting<Schema extends v.GenericSchema<string, unknown>>(
  given: Setting<Schema>,
): Setting<Schema> {
  return given;
}

const optionalText = v.pipe(
  v.string(),
  v.transform((text) => (text === '' ? undefined : text)),
);
const list = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
);
/** `http://` or `https://`, host, and port where it is not the usual one; as browsers write it. */
const origin = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text),
);
const addressOrRange = v.pipe(v.string(), v.regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/));
const databaseUrl = v.pipe(
  v.string(),
  v.check((text) => text === 'pglite:' || text === 'pglite:memory:' || isPostgresUrl(text)),
);

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}

function wholeNumber(min: number, max: number) {
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/),
    v.transform(Number),
    v.minValue(min),
    v.maxValue(max),
  );
}

/** A setting that counts something. */
function countSetting(name: string, count: number, description: string) {
  return setting({
    name,
    defaultText: `${count}`,
    description,
    accepts: 'a whole number from 1 to 1000000',
    schema: wholeNumber(1, 1_000_000),
  });
}

export const settings = {
  host: setting({
    name: 'HOST',
    defaultText: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` or `::` for every network of this machine',
    accepts: 'an IP address or a host name of this machine',
    schema: v.pipe(v.string(), v.regex(/^[\w.:-]+$/)),
  }),
  port: setting({
    name: 'PORT',
    defaultText: '8080',
    description: 'Port to listen on; 0 takes a free one',
    accepts: 'a whole number from 0 to 65535',
    schema: wholeNumber(0, 65_535),
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    defaultText: './data',
    description: 'Folder for everything this server keeps',
    accepts: 'the path of a folder',
    schema: v.pipe(v.string(), v.nonEmpty()),
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    defaultText: 'pglite:',
    description:
      'Where the database is: `pglite:` is the embedded one in DATA_DIR, `postgres://…` a PostgreSQL of yours',
    accepts: '`pglite:`, or an address that begins with postgres://',
    isSecret: true,
    schema: databaseUrl,
  }),
  databasePool: setting({
    name: 'DATABASE_POOL',
    defaultText: '10',
    description: 'Connections to PostgreSQL at most',
    accepts: 'a whole number from 2 to 500',
    schema: wholeNumber(2, 500),
  }),
  tlsCertFile: setting({
    name: 'TLS_CERT_FILE',
    defaultText: '',
    description: 'Certificate chain as PEM file; with it, this server itself speaks HTTPS and WSS',
    accepts: 'the path of a file',
    schema: optionalText,
  }),
  tlsKeyFile: setting({
    name: 'TLS_KEY_FILE',
    defaultText: '',
    description: 'Key of the certificate as PEM file',
    accepts: 'the path of a file',
    schema: optionalText,
  }),
  publicOrigins: setting({
    name: 'PUBLIC_ORIGIN',
    defaultText: '',
    description:
      'Further addresses people open the app under, behind a proxy that changes the host; with commas between',
    accepts: 'a list of origins such as https://chat.example, without a path',
    schema: v.pipe(list, v.array(origin)),
  }),
  trustedProxies: setting({
    name: 'TRUSTED_PROXY',
    defaultText: '',
    description:
      'Addresses or ranges of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; with commas between',
    accepts: 'a list of IP addresses or ranges such as 10.0.0.0/8',
    schema: v.pipe(list, v.array(addressOrRange)),
  }),
  registration: setting({
    name: 'REGISTRATION',
    defaultText: 'open',
    description: '`open`: everybody may create an account; `closed`: `npm run admin` creates them',
    accepts: '`open` or `closed`',
    schema: v.picklist(['open', 'closed']),
  }),
  transport: setting({
    name: 'TRANSPORT',
    defaultText: 'auto',
    description:
      'What serves HTTP and WebSocket: `uwebsockets`, `ws`, or `auto` for the first of them that runs here',
    accepts: '`auto`, `uwebsockets` or `ws`',
    schema: v.picklist(['auto', 'uwebsockets', 'ws']),
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    defaultText: 'warn',
    description: 'From which level on lines of JSON are logged',
    accepts: '`debug`, `info`, `warn`, `error` or `silent`',
    schema: v.picklist(['debug', 'info', 'warn', 'error', 'silent']),
  }),
  writesPerSecond: countSetting(
    'WRITES_PER_SECOND',
    limits.writesPerAccountPerSecond,
    'Messages and changes an account may make in a second, in the long run',
  ),
  writesBurst: countSetting(
    'WRITES_BURST',
    limits.writesPerAccountBurst,
    'Messages and changes an account may make at once before it is slowed down',
  ),
  readsPerSecond: countSetting(
    'READS_PER_SECOND',
    limits.readsPerAccountPerSecond,
    'Questions to the database that devices of an account may cause in a second, in the long run',
  ),
  readsBurst: countSetting(
    'READS_BURST',
    limits.readsPerAccountBurst,
    'Questions to the database that devices of an account may cause at once before they are slowed down',
  ),
  socketsPerAccount: countSetting(
    'SOCKETS_PER_ACCOUNT',
    limits.socketsPerAccount,
    'Open connections of one account',
  ),
  socketsPerAddress: countSetting(
    'SOCKETS_PER_ADDRESS',
    limits.socketsPerAddress,
    'Open connections from one network address',
  ),
  signInsPerAccount: countSetting(
    'SIGN_INS_PER_ACCOUNT',
    10,
    'Failed sign-ins to one account in 15 minutes before it is closed to unknown devices for that time',
  ),
  signInsPerAddress: countSetting(
    'SIGN_INS_PER_ADDRESS',
    100,
    'Failed sign-ins from one network address in 15 minutes',
  ),
  accountsPerAddress: countSetting(
    'ACCOUNTS_PER_ADDRESS',
    60,
    'Tries to create an account from one network address in an hour',
  ),
  lookupsPerMinute: countSetting(
    'LOOKUPS_PER_MINUTE',
    60,
    'Searches for people by one account, and for free handles from one address, in a minute',
  ),
} as const;

type Settings = typeof settings;

export type Config = {
  readonly [Key in keyof Settings]: v.InferOutput<Settings[Key]['schema']>;
};

/** Values by the names of the settings, as text. */
export type ConfigTexts = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings.
 * @param environment of the process; what it holds beside the settings is not looked at
 * @param envFile what `.env` holds; the environment goes before it
 * @returns the config, or as code one sentence for people that names the variable
 */
export function readConfig(environment: ConfigTexts, envFile: ConfigTexts = {}): Result<Config> {
  const unknown = Object.keys(envFile).find((name) => !settingsByName.has(name));
  if (unknown !== undefined) {
    return fail(`${unknown} in .env is no setting of Jibber; .env.example lists those there are.`);
  }
  const texts: ConfigTexts = { ...envFile, ...definedOf(environment) };
  const config: Record<string, unknown> = {};
  for (const [key, each] of settingEntries) {
    const text = texts[each.name]?.trim() ?? '';
    const checked = v.safeParse(each.schema, text === '' ? each.defaultText : text);
    if (!checked.success) {
      const value = each.isSecret === true ? '' : `; it is ${JSON.stringify(text)}`;
      return fail(`${each.name} must be ${each.accepts}${value}.`);
    }
    config[key] = checked.output;
  }
  return checkTogether(asConfig(config));
}

function checkTogether(config: Config): Result<Config> {
  if ((config.tlsCertFile === undefined) !== (config.tlsKeyFile === undefined)) {
    return fail('TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.');
  }
  return succeed(config);
}

const settingEntries: readonly (readonly [string, Setting<v.GenericSchema<string, unknown>>])[] =
  Object.entries(settings);
const settingsByName = new Set(settingEntries.map(([, each]) => each.name));

function definedOf(texts: ConfigTexts): ConfigTexts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => (text ?? '') !== ''));
}

/** The one narrowing: every key of `settings` was checked by its own schema just before. */
function asConfig(checked: Record<string, unknown>): Config {
  return checked as Config;
}
