/**
 * @hocuspocus/server with its defaults: documents in memory, nothing stored, everybody may write.
 * Its package is installed into `scripts/bench/peers` by the benchmark, and nowhere else.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../../services/free-port.ts';
import { answerParent, measureUsage, readArgument } from './answer-parent.ts';

/** The little of the package that is used; its own types are not here when nobody measures. */
type HocuspocusModule = {
  readonly Server: new (configuration: {
    readonly address: string;
    readonly port: number;
    readonly quiet: boolean;
    readonly stopOnSignals: boolean;
  }) => { listen(): Promise<unknown>; destroy(): Promise<unknown> };
};

const folder = readArgument();
if (typeof folder !== 'object' || folder === null || !('peersFolder' in folder)) {
  throw new Error('where the peers are was not said');
}
const require = createRequire(pathToFileURL(`${String(folder.peersFolder)}/`));
const path = require.resolve('@hocuspocus/server').replace(/\.cjs$/, '.esm.js');
// The edge to a package without types.
const { Server } = (await import(pathToFileURL(path).href)) as HocuspocusModule;
const port = await findFreePort();
const server = new Server({ address: '127.0.0.1', port, quiet: true, stopOnSignals: false });
await server.listen();

answerParent(port, { usage: ({ collect }) => measureUsage(collect) }, async () => {
  await server.destroy();
});
