/**
 * How values of Postgres become values of JavaScript, for every driver.
 * Invariant: this is the only place that says so; both drivers are given these parsers.
 *
 * int2, int4, int8, oid and floats are numbers · text, uuid, numeric and every time are strings ·
 * bytea is a plain `Uint8Array` that owns its buffer · json and jsonb are parsed · bool is a boolean.
 * Times are never columns of ours (we keep ms as int8), so theirs stay as Postgres writes them.
 *
 * Parameters: numbers, bigints, strings, booleans, null, `Uint8Array` and flat arrays of these. JSON
 * goes in as text, because drivers disagree on what an array means: `toJson(value)`.
 */

type Parse = (text: string) => unknown;

const oid = {
  bytea: 17,
  int8: 20,
  json: 114,
  byteaArray: 1001,
  int8Array: 1016,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  numeric: 1700,
  jsonb: 3802,
} as const;

/** @throws where the value is not exact as a number, which no value of ours is near */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`int8 ${text} from the database is beyond 2^53 and would be rounded`);
  }
  return value;
}

function parseBytea(text: string): Uint8Array {
  if (!text.startsWith('\\x')) throw new Error('bytea from the database is not written in hex');
  // A copy: Buffer shares a pool, and a value must own its buffer to be handed to another thread.
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

function parseText(text: string): string {
  return text;
}

/** Flat arrays whose elements need no unescaping beyond quotes around hex. */
function parseArrayOf(parse: Parse): Parse {
  return (text) => {
    const inner = text.slice(1, -1);
    if (inner === '') return [];
    return inner
      .split(',')
      .map((each) => (each === 'NULL' ? null : parse(each.replace(/^"\\(.*)"$/, '$1'))));
  };
}

/** By type id of Postgres; types not named here are parsed alike by both drivers' own parsers. */
export const valueParsers: Readonly<Record<number, Parse>> = {
  [oid.bytea]: parseBytea,
  [oid.int8]: parseInt8,
  [oid.json]: parseJson,
  [oid.jsonb]: parseJson,
  [oid.byteaArray]: parseArrayOf(parseBytea),
  [oid.int8Array]: parseArrayOf(parseInt8),
  [oid.date]: parseText,
  [oid.time]: parseText,
  [oid.timestamp]: parseText,
  [oid.timestamptz]: parseText,
  [oid.interval]: parseText,
  [oid.timetz]: parseText,
  [oid.numeric]: parseText,
};

/** A JSON value as parameter of a json or jsonb column, for both drivers. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

type Serialize = (value: unknown) => string;

/** Parameters of the embedded driver whose own way is slow (20 ms for bytes of 200 kB) or wrong. */
export const valueSerializers: Readonly<Record<number, Serialize>> = {
  [oid.bytea]: writeBytea,
  [oid.byteaArray]: (value) => {
    if (!Array.isArray(value)) throw new TypeError('a parameter of type bytea[] is no array');
    return `{${value.map((each) => (each === null ? 'NULL' : `"\\${writeBytea(each)}"`)).join(',')}}`;
  },
};

function writeBytea(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw new TypeError('a parameter of type bytea is no bytes');
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
}
