import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { FILE, headsInspected, inspected, LOCK, storeUnavailable } from './lmdb-file.ts';
import { KEEPER, LmdbReader, newestOpening } from './lmdb-reader.ts';
import { holderOf, lockFolder } from './lock.ts';

/**
 * Errors of a folder that no lock can be written to: read-only, somebody else's, or on a disk without any
 * room.
 */
const UNWRITABLE = ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'];

const readOnly = async (): Promise<never> => {
  throw new Error('the store was opened to be read');
};

/** A store that was opened to be read: whatever writes rejects. */
class ReadStore extends LmdbReader implements RelayStore {
  readonly append = readOnly;
  readonly compact = readOnly;
  readonly put = readOnly;
  readonly write = readOnly;
  readonly erase = readOnly;
  readonly #env: RootDatabase;
  readonly #openings: Database<number, number> | undefined;
  readonly #release: () => void;

  constructor(env: RootDatabase, has: (name: string) => boolean, release: () => void) {
    super(env, has);
    this.#env = env;
    this.#openings = has('openings') ? env.openDB({ name: 'openings', encoding: 'json' }) : undefined;
    this.#release = release;
  }

  protected override hasHeads(): boolean {
    const newest = this.#openings ? newestOpening(this.#openings) : 0;
    return this.records?.get(KEEPER) === String(newest);
  }

  async close(): Promise<void> {
    try {
      await new Promise(resolve => setTimeout(resolve, 0));
      await this.#env.close();
    } finally {
      this.#release();
    }
  }
}

export interface OpenedToRead {
  readonly store: RelayStore;
  /** Oddities in the file that cost the rows in question at most. */
  readonly doubts: readonly string[];
}

/**
 * Opens the file to read it, inspected: while a relay writes to it from within a read transaction, which
 * holds its pages.
 */
async function openInspected(
  path: string,
  isWritten: boolean,
): Promise<Result<{ readonly env: RootDatabase; readonly doubts: readonly string[] }>> {
  if (statSync(path).size === 0) return fail('store/damaged', 'relay.mdb is empty');
  const judged = isWritten ? headsInspected(path) : inspected(path);
  if (!judged.ok) return judged;
  const env = open({ path, readOnly: true, maxDbs: 4 });
  if (!isWritten) return ok({ env, doubts: judged.value });
  const transaction = env.useReadTransaction();
  const within = inspected(path);
  transaction.done();
  if (!within.ok) await env.close();
  return within.ok ? ok({ env, doubts: within.value }) : within;
}

/**
 * Copies the store in `folder`, as it is at one moment, whoever else is writing to it, without what is
 * deleted. Fails as `openLmdbToRead`.
 */
export async function copyLmdb(folder: string, target: string): Promise<Result<void>> {
  const opened = await openInspected(join(folder, FILE), holderOf(join(folder, LOCK)) !== undefined);
  if (!opened.ok) return opened;
  const { env } = opened.value;
  try {
    await env.backup(target, true);
    return ok(undefined);
  } finally {
    await env.close();
  }
}

/**
 * Opens the store in `folder` and writes nothing, so that the folder may be one that nothing can be written
 * to. `alone`: fails with `store/locked` while a relay runs, and keeps one from starting, where the lock can
 * be written; otherwise a relay may run, and go on writing. Fails with `store/damaged` or `store/unavailable`
 * as well.
 */
export async function openLmdbToRead(folder: string, alone: boolean): Promise<Result<OpenedToRead>> {
  const path = join(folder, FILE);
  const lockPath = join(folder, LOCK);
  let release = (): void => undefined;
  if (alone) {
    const lock = lockFolder(lockPath);
    if (lock.ok) release = () => lock.value.release();
    // Where the folder is read-only, the lock of a relay that can write is looked at all the same.
    else if (!UNWRITABLE.includes(lock.error.detail ?? '')) return lock;
    else if (holderOf(lockPath) !== undefined) return fail('store/locked');
  }
  const failed = <T extends Result<never>>(result: T): T => {
    release();
    return result;
  };
  try {
    const opened = await openInspected(path, holderOf(lockPath) !== undefined);
    if (!opened.ok) return failed(opened);
    const { env, doubts } = opened.value;
    const names = new Set(env.getKeys());
    return ok({ store: new ReadStore(env, name => names.has(name), release), doubts });
  } catch (error) {
    return failed(storeUnavailable(error));
  }
}
