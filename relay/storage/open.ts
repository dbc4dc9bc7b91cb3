import { join } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import type { BlobStore, RelayStore } from '../../shared/ports.ts';
import { Blobs } from './blobs.ts';
import { FileShelf } from './file-shelf.ts';
import { openLmdb } from './lmdb.ts';

/** The relay's disks. Whoever opened them closes `store`. */
export interface Storage {
  readonly store: RelayStore;
  readonly blobs: BlobStore;
}

/** Opens the data folder, making it where there is none. Fails with `store/unavailable` or `store/locked`. */
export async function openStorage(folder: string): Promise<Result<Storage>> {
  const store = await openLmdb(folder);
  if (!store.ok) return store;
  return ok({ store: store.value, blobs: new Blobs(new FileShelf(join(folder, 'blobs'))) });
}
