import { statfs } from 'node:fs/promises';

/** Asks how many bytes may still be written. Rejects where that cannot be told. */
export type FreeBytes = () => Promise<number>;

/** Of the disk that `folder` is on, for who is not its superuser. */
export const freeBytesOf =
  (folder: string): FreeBytes =>
  async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };

/** Of what only memory bounds. */
export const boundless: FreeBytes = async () => Number.POSITIVE_INFINITY;
