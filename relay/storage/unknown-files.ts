import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId } from '../../shared/ids.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { FILE } from './lmdb-file.ts';

const names = (path: string): readonly string[] => (existsSync(path) ? readdirSync(path) : []);
const idOf = (name: string): string => name.replace(/\.part$/, '');

/**
 * Fails with `store/unknown-files` where a data folder holds files of sessions, and a store beside them that
 * is missing, empty or knows of no session while it has no key for one of them: a restore that is half done,
 * a wrong mount, an empty volume. Everything in the folder would look as if it were nobody's. Touches
 * nothing. `store`: the one that was opened; undefined: it is not open yet, so that none is made.
 */
export async function refuseUnknownFiles(
  folder: string,
  store?: Pick<RelayStore, 'get' | 'list'>,
): Promise<Result<void>> {
  const path = join(folder, FILE);
  const state = !existsSync(path) ? 'is missing' : statSync(path).size === 0 ? 'is empty' : undefined;
  if (!store && state === undefined) return ok(undefined);
  if (store && (await store.list('sessions', { limit: 1 })).length > 0) return ok(undefined);
  const archives = names(join(folder, 'archive')).filter(name => isSessionId(idOf(name)));
  const filled = names(join(folder, 'blobs')).filter(
    name => isSessionId(name) && names(join(folder, 'blobs', name)).length > 0,
  );
  const ids = new Set([...archives.map(idOf), ...filled]);
  let unknown = 0;
  for (const id of ids) if (!(store && (await store.get('keys', id)))) unknown += 1;
  if (unknown === 0) return ok(undefined);
  const held = [
    archives.length > 0 ? `${archives.length} in archive/` : '',
    filled.length > 0 ? `the files of ${filled.length} in blobs/` : '',
  ].filter(Boolean);
  const why = state === undefined ? 'knows none of them' : state;
  return fail('store/unknown-files', `${FILE} ${why}, beside sessions: ${held.join(', ')}`);
}
