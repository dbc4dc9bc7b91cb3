import { open } from 'lmdb';

/**
 * Writes a copy of the store at `path` to `target`, as it is at one moment, whoever else is writing to it, in this process or another. What
 * is deleted is not in it. Rejects where the disk does.
 */
export async function copyLmdb(path: string, target: string): Promise<void> {
  const env = open({ path, readOnly: true, maxDbs: 4 });
  try {
    await env.backup(target, true);
  } finally {
    await env.close();
  }
}
