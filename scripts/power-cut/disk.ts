/**
 * A small disk whose power can be cut: an ext4 file system in a file, mounted by loop.
 *
 * What a program wrote but did not sync is in the memory of the mounted file system and not in that
 * file, so a copy of the file is the disk as a power cut would leave it. The file lies on XFS, where
 * a copy by reference (`cp --reflink`) is one moment, while everything goes on running: a plain copy
 * takes so long that its end is later than its beginning, and no disk looks like that.
 * Invariant: everything is mounted in a namespace of the calling process (`unshare --mount`), so no
 * mount outlives it, however it ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export class CuttableDisk {
  /** Where it is mounted. */
  readonly folder: string;
  readonly #host: string;
  #cuts = 0;

  /** @param base an empty folder; @param sizeMiB of the disk, which takes room only as it is used */
  constructor(base: string, sizeMiB: number) {
    const hostFile = join(base, 'host.img');
    run('truncate', '-s', '4G', hostFile);
    run('mkfs.xfs', '-q', '-m', 'reflink=1', hostFile);
    this.#host = mount(hostFile, join(base, 'host'));
    const file = this.#fileOf('disk');
    run('truncate', '-s', `${sizeMiB}M`, file);
    run('mkfs.ext4', '-q', file);
    this.folder = mount(file, join(base, 'disk'));
  }

  /** Writes everything that is only in memory to the disk. */
  sync(): void {
    run('sync', '--file-system', this.folder);
  }

  /** Takes the disk as it is now. Gives a name for `mountCut`; the disk itself goes on. */
  cut(): string {
    this.#cuts += 1;
    const name = `cut-${this.#cuts}`;
    run('cp', '--reflink=always', this.#fileOf('disk'), this.#fileOf(name));
    return name;
  }

  /** Switches the disk of a cut on again: its journal is replayed. Gives where it is mounted. */
  mountCut(name: string): string {
    return mount(this.#fileOf(name), join(this.#host, `${name}.mounted`));
  }

  unmount(folder: string): void {
    run('umount', folder);
  }

  #fileOf(name: string): string {
    return join(this.#host, `${name}.img`);
  }
}

function mount(file: string, folder: string): string {
  mkdirSync(folder);
  run('mount', '-o', 'loop', file, folder);
  return folder;
}

function run(command: string, ...args: string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${done.error?.message ?? done.stderr}`);
  }
}

/** Why disks cannot be cut here, in words for people; undefined if they can. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to mount small disks';
  const missing = ['mkfs.ext4', 'mkfs.xfs', 'unshare', 'mount'].filter(
    (command) => spawnSync(command, ['--version']).error !== undefined,
  );
  if (missing.length > 0) {
    return `needs ${missing.join(', ')} (Debian: apt-get install e2fsprogs xfsprogs util-linux)`;
  }
  return undefined;
}
