import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onCleanup } from './cleanup.ts';

const MiB = 1024 * 1024;
export type FileSystem = 'tmpfs' | 'ext4';

const run = (command: string, ...args: string[]): string | undefined => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `${command}: ${error?.message ?? stderr.trim()}`;
};

/**
 * A real file system of its own, of so many bytes; or why this machine gives none. Unmounted with the test.
 */
export function smallDisk(
  type: FileSystem,
  bytes: number,
): { readonly folder: string } | { readonly why: string } {
  const root = mkdtempSync(join(tmpdir(), 'ai-frame-disk-'));
  const folder = join(root, 'disk');
  mkdirSync(folder);
  const image = join(root, 'image');
  let mount = ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder];
  let why: string | undefined;
  if (type === 'ext4') {
    closeSync(openSync(image, 'w'));
    truncateSync(image, bytes);
    why = run('mkfs.ext4', '-q', '-m', '0', image);
    mount = ['-o', 'loop', image, folder];
  }
  why ??= run('mount', ...mount);
  onCleanup(() => {
    if (why === undefined) why = run('umount', folder) ?? run('true');
    rmSync(root, { recursive: true, force: true });
  });
  return why === undefined ? { folder } : { why };
}

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Takes all that is left on a disk, to the last block. */
export function fill(folder: string): void {
  const file = openSync(join(folder, 'somebody-elses'), 'a');
  try {
    for (let piece = MiB; piece >= 512; ) {
      try {
        writeSync(file, Buffer.alloc(piece, 7));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        piece /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
}
