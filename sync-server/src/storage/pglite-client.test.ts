import { expect, test, vi } from 'vitest';
import { DatabaseGone } from './database-errors.ts';
import { PgliteClient } from './pglite-client.ts';

const start = { folder: undefined, template: undefined, checkpointBytes: 2 ** 30 };

/** A thread that says it is ready and then does what the code says with each message. */
function threadThat(code: string): URL {
  const source = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (request) => { ${code} });
    parentPort.postMessage({ kind: 'ready' });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function startThat(code: string) {
  const onFailure = vi.fn();
  return { client: await PgliteClient.start(start, onFailure, threadThat(code)), onFailure };
}

test.each([
  ['ends', 'process.exit(3)', /Its thread ended/],
  ['throws', "throw new Error('out of memory')", /out of memory/],
  ['fails', "parentPort.postMessage({ kind: 'failed', message: 'The disk broke.' })", /disk broke/],
])(
  'a thread that %s rejects what is open, what comes later, and is told once',
  async (_, code, reason) => {
    const { client, onFailure } = await startThat(code);
    const open = [client.query('insert', []), client.query('select', [])];
    for (const each of open) await expect(each).rejects.toThrow(reason);
    await expect(client.query('select', [])).rejects.toThrow(DatabaseGone);
    expect(client.isGone).toBe(true);
    expect(onFailure).toHaveBeenCalledOnce();
    await client.close();
    expect(onFailure).toHaveBeenCalledOnce();
  },
);

test('a thread that cannot open its database rejects the start', async () => {
  const source = `
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'failed', message: 'The folder is broken.' });`;
  const entry = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const onFailure = vi.fn();
  await expect(PgliteClient.start(start, onFailure, entry)).rejects.toThrow('folder is broken');
  expect(onFailure).not.toHaveBeenCalled();
});

test('a parameter that cannot go to another thread fails its statement alone', async () => {
  const { client, onFailure } = await startThat(
    "parentPort.postMessage({ kind: 'rows', id: request.id, command: 'SELECT', affectedRows: 0, rows: [] })",
  );
  await expect(client.query('select $1', [() => 1])).rejects.toThrow('could not be cloned');
  expect((await client.query('select', [])).command).toBe('SELECT');
  await client.terminate();
  expect(onFailure).not.toHaveBeenCalled();
});

test('a query under way at the end of the thread is rejected, not forgotten', async () => {
  const { client } = await startThat('');
  const open = client.query('select pg_sleep(1000)', []);
  const ended = client.terminate();
  await expect(open).rejects.toThrow(DatabaseGone);
  await ended;
});
