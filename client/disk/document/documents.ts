import { clearDocument } from 'y-indexeddb';
import type { Result } from '../../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../../shared/ids.ts';
import { attempt, diskUnavailable, within } from '../failure.ts';

/** Deleting waits for other tabs' connections to close; after this long it fails. */
const PATIENCE_MS = 5_000;

/**
 * One database per session, in y-indexeddb's own schema: `new IndexeddbPersistence(documentName(id), doc)`
 * opens it as it is.
 */
export const documentName = (id: SessionId): string => `ai-frame/${id}`;

/** Lists the sessions whose databases are on this device; none where the browser cannot list them. */
export function documentIds(): Promise<Result<readonly SessionId[]>> {
  if (!('indexedDB' in globalThis)) return Promise.resolve(diskUnavailable('no IndexedDB here'));
  return attempt(async () => {
    if (typeof indexedDB.databases !== 'function') return [];
    const all = await within(indexedDB.databases(), PATIENCE_MS, 'the browser does not list its databases');
    return all.flatMap(({ name }) => sessionOf(name) ?? []);
  });
}

function sessionOf(name: string | undefined): SessionId | undefined {
  const id = name?.slice(documentName('' as SessionId).length);
  return isSessionId(id) && documentName(id) === name ? id : undefined;
}

/** Deletes a session's database. Other tabs' connections to it close. */
export function deleteDocument(id: SessionId): Promise<Result<void>> {
  if (!('indexedDB' in globalThis)) return Promise.resolve(diskUnavailable('no IndexedDB here'));
  return attempt(() =>
    within(clearDocument(documentName(id)), PATIENCE_MS, 'deleting waits for another tab'),
  );
}
