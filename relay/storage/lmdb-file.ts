import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import { type Inspected, inspectHeads, inspectLmdb } from './check-lmdb.ts';
import { TABLES } from './lmdb-reader.ts';

/** The store's file in a data folder, and the lock of the relay that writes to it. */
export const FILE = 'relay.mdb';
export const LOCK = 'relay.lock';

/** Turns an inspection into a result: LMDB itself would not look, and end the process. */
function judge(found: Inspected): Result<readonly string[]> {
  switch (found.type) {
    case 'empty':
      return ok([]);
    case 'sound':
      return ok(found.doubts);
    case 'foreign':
      return fail('store/damaged', 'relay.mdb is not what the relay wrote, or no more than its beginning');
    case 'damaged':
      return fail('store/damaged', found.problems.join('; '));
  }
}

export const storeUnavailable = (error: unknown): { readonly ok: false; readonly error: AppError } => {
  const { code, message } = error as NodeJS.ErrnoException;
  const detail = typeof code === 'string' ? code : message;
  return { ok: false, error: { code: 'store/unavailable', detail, cause: error } };
};

/** Returns the doubts about a file that LMDB may open. Fails with `store/damaged`. */
export const inspected = (path: string): Result<readonly string[]> => judge(inspectLmdb(path, TABLES));

/** Inspects the meta pages alone: what can be known while somebody writes to the file. */
export const headsInspected = (path: string): Result<readonly string[]> => judge(inspectHeads(path));
