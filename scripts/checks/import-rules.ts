/**
 * Which way arrows point between our folders (DESIGN: features → state → replica → schema;
 * main → adapters → log → schema), and which folder alone may name a library.
 * Invariant: each rule's message names the right way, not only the wrong one.
 */

export type ImportRule = {
  readonly name: string;
  /** What people read who broke it: the right way. */
  readonly message: string;
  /** Files the rule binds, relative to the repository's folder. */
  readonly from: RegExp;
  readonly exceptFrom?: RegExp;
  /** What they must not import: a path of ours, a package or `node:…`. */
  readonly to: RegExp;
  readonly exceptTo?: RegExp;
};

/** Tests and what only tests use may reach further. */
const tests = /\.(test|spec)\.tsx?$|-contract\.ts$|^app\/e2e\/|\/testkit\//;

const nodeBuiltIns =
  /^node:|^(assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|querystring|readline|repl|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(\/|$)/;

/**
 * A library that one folder adapts to a port of ours.
 * @param library matches package names
 * @param home path of the only folder that may import them
 */
function onlyIn(name: string, library: RegExp, home: string, message: string): ImportRule {
  return {
    name,
    message,
    from: /^(schema|sync-server|app)\//,
    exceptFrom: new RegExp(`^${home}/|${tests.source}`),
    to: library,
  };
}

export const importRules: readonly ImportRule[] = [
  {
    name: 'schema-imports-neither-side',
    message:
      'schema/ is what both sides share. Hand in what you need as an argument, or move the shared part to schema/.',
    from: /^schema\//,
    to: /^(app|sync-server|scripts)\//,
    exceptTo: /^scripts\/services\//,
  },
  {
    name: 'schema-has-no-surroundings',
    message:
      'schema/ runs in browsers, workers and nodes alike, without I/O. Let the caller hand in clock, randomness, files and sockets.',
    from: /^schema\//,
    exceptFrom: tests,
    to: nodeBuiltIns,
  },
  {
    name: 'schema-names-no-library-of-a-side',
    message:
      'schema/ builds on lib0, valibot and Kysely types only. Put what needs another library into an adapter of the side that uses it.',
    from: /^schema\//,
    exceptFrom: tests,
    to: /^(?!(schema|node:)|lib0(\/|$)|valibot$|kysely(\/|$)|yjs$)/,
    exceptTo: nodeBuiltIns,
  },
  {
    name: 'app-knows-no-tables',
    message:
      'The app never sees the server’s tables. Use the documents, frames and commands of schema/document, schema/protocol and schema/commands.',
    from: /^app\//,
    exceptFrom: tests,
    to: /^schema\/src\/database\//,
  },
  {
    name: 'app-and-server-meet-in-schema',
    message: 'App and server share words only through schema/. Move what both need there.',
    from: /^app\//,
    exceptFrom: tests,
    to: /^(sync-server|scripts)\//,
  },
  {
    name: 'server-and-app-meet-in-schema',
    message: 'App and server share words only through schema/. Move what both need there.',
    from: /^sync-server\//,
    exceptFrom: tests,
    to: /^(app|scripts)\//,
  },
  {
    name: 'app-runs-in-a-browser',
    message: 'The app runs in a browser. Use the platform: crypto, URL, TextEncoder, IndexedDB.',
    from: /^app\/src\//,
    exceptFrom: tests,
    to: nodeBuiltIns,
  },
  {
    name: 'features-go-through-state',
    message:
      'features/ read stores and call named actions of app/src/state; add the store or the action there, it is the only door to the replica.',
    from: /^app\/src\/(features|ui)\//,
    exceptFrom: tests,
    to: /^app\/src\/replica\//,
  },
  {
    name: 'ui-knows-no-feature',
    message:
      'ui/ holds pieces that know nothing of Jibber. Hand in data and callbacks from the feature that uses them.',
    from: /^app\/src\/ui\//,
    exceptFrom: tests,
    to: /^app\/src\/(features|state|replica)\//,
  },
  {
    name: 'state-knows-no-feature',
    message: 'state/ does not know who shows it. Let the feature call an action or read a store.',
    from: /^app\/src\/state\//,
    exceptFrom: tests,
    to: /^app\/src\/(features|ui)\//,
  },
  {
    name: 'replica-knows-no-interface',
    message:
      'replica/ knows no interface: it runs in the service worker too. Let state/ listen to it and fill Solid’s stores.',
    from: /^app\/src\/replica\//,
    exceptFrom: tests,
    to: /^app\/src\/(?!replica\/)|^solid-js(\/|$)|^@solidjs\/|^@solid-primitives\/|^lucide-solid/,
  },
  {
    name: 'components-never-see-yjs',
    message: 'Only replica/ touches Yjs documents. Read the projection in state/ instead.',
    from: /^app\/src\//,
    exceptFrom: new RegExp(`^app/src/replica/|${tests.source}`),
    to: /^(yjs|y-[a-z]+|lib0)(\/|$)/,
  },
  onlyIn(
    'sockets-only-in-transport',
    /^(uWebSockets\.js(-next)?|ws)$/,
    'sync-server/src/transport',
    'Only sync-server/src/transport names uWebSockets.js and ws. Use the transport port.',
  ),
  onlyIn(
    'databases-only-in-storage',
    /^(pg|@electric-sql\/pglite)(\/|$)/,
    'sync-server/src/storage',
    'Only sync-server/src/storage names pg and PGlite. Use the storage port.',
  ),
  onlyIn(
    'indexeddb-only-in-replica',
    /^(idb|y-indexeddb)(\/|$)/,
    'app/src/replica',
    'Only app/src/replica opens IndexedDB. Use the local database it offers, through state/.',
  ),
  onlyIn(
    'redis-only-in-relay',
    /^ioredis(\/|$)/,
    'sync-server/src/relay',
    'Only sync-server/src/relay names ioredis. Use the relay port.',
  ),
  {
    name: 'core-knows-no-adapter',
    message:
      'The chat log and the documents import ports and schema only; main.ts hands the adapters in.',
    from: /^sync-server\/src\/(log|documents)\//,
    exceptFrom: tests,
    // The port of a folder is the module of its name: storage/storage.ts, relay/relay.ts.
    to: /^sync-server\/src\/(transport|http|storage|relay|files|push)\/(?!\1\.ts$|.*-port\.ts$)/,
  },
  {
    name: 'nobody-imports-main',
    message: 'main.ts only wires. Move what others need into a module of its own.',
    from: /./,
    to: /^(sync-server\/src\/main\.ts|app\/src\/main\.tsx)$/,
  },
];
