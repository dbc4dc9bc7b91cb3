import { statfs } from 'node:fs/promises';

/** Resolves with how many bytes may still be written. Rejects where that cannot be measured. */
export type FreeBytes = () => Promise<number>;

/** Measures the disk that `folder` is on, for users that are not its superuser. */
export const freeBytesOf =
  (folder: string): FreeBytes =>
  async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };

/** The free space of what only memory limits. */
export const boundless: FreeBytes = async () => Number.POSITIVE_INFINITY;
