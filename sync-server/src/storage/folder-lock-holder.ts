/** A process of the tests of the folder lock: takes a folder, says so, and keeps it until it ends. */
import { FolderInUse, lockFolder } from './folder-lock.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: folder-lock-holder FOLDER');
try {
  await lockFolder(folder, (error) => process.stdout.write(`lost ${error.message}\n`));
  process.stdout.write('locked\n');
  process.stdin.resume();
} catch (error) {
  if (!(error instanceof FolderInUse)) throw error;
  process.stdout.write(`refused ${error.message}\n`);
}
