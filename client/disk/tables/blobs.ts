import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../../shared/ids.ts';
import { deviceNow } from '../../model/index.ts';
import { readBytes, sha256, toStoredBytes, writeWithSpace } from './bytes.ts';
import { storedTime } from './library.ts';
import type { TableChange, Tables } from './tables.ts';

const holding = z.object({
  session: z.custom<SessionId>(isSessionId),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
  /** `waiting` for this session's relay, which does not have it yet. */
  state: z.enum(['waiting', 'shared']),
  /** The relay's history in which it was shared. */
  epoch: z.string().optional(),
  /** ms since epoch */
  used: storedTime,
});
type Holding = z.output<typeof holding>;

const USED_EVERY_MS = 60 * 60 * 1000;

/** Files of sessions by SHA-256 in hex; each is kept once. Failures are `disk/*`. */
export interface BlobTable {
  /**
   * Keeps a file for a session; returns its SHA-256. Where the disk is full, files that a relay has are
   * evicted, the least recently used first.
   */
  put(session: SessionId, content: Blob, state: Holding['state'], epoch?: string): Promise<Result<string>>;
  /**
   * Returns a file and records that the session needs it: it waits for the relay unless that has it already.
   */
  get(session: SessionId, sha256: string): Promise<Result<Blob | undefined>>;
  /** Lists the files of this session that its relay does not have. */
  waiting(session: SessionId): Promise<Result<readonly string[]>>;
  /** Records that the relay has a file, in the history `epoch`. */
  markShared(session: SessionId, sha256: string, epoch?: string): Promise<Result<void>>;
  /** Makes files wait again that were shared in another history than this one, which the relay holds now. */
  enterEpoch(session: SessionId, epoch: string): Promise<Result<void>>;
}

const keyOf = ({ session, sha256 }: Pick<Holding, 'session' | 'sha256'>): string => `${session}/${sha256}`;
const row = (value: Holding): TableChange => ({ table: 'holdings', key: keyOf(value), value });

export function blobTable(tables: Tables): BlobTable {
  const put: BlobTable['put'] = async (session, content, state, epoch) => {
    const value = await toStoredBytes(content);
    const name = await sha256(new Uint8Array(value.bytes));
    const before = await tables.get('holdings', keyOf({ session, sha256: name }));
    if (!before.ok) return before;
    const known = holding.safeParse(before.value).data;
    const sharedIn = state === 'shared' ? epoch : known?.epoch;
    const kept = row({
      session,
      sha256: name,
      bytes: content.size,
      state: known?.state === 'shared' ? 'shared' : state,
      ...(sharedIn === undefined ? {} : { epoch: sharedIn }),
      used: deviceNow(),
    });
    const changes: TableChange[] = [{ table: 'bytes', key: name, value }, kept];
    const written = await writeWithSpace(tables, changes, () => freeSpace(tables, content.size));
    return written.ok ? ok(name) : written;
  };
  return {
    put,
    get: async (session, name) => {
      const found = await readBytes(tables, name);
      if (!found.ok || !found.value) return found;
      const bytes = found.value.size;
      const noted = await touch(tables, {
        session,
        sha256: name,
        bytes,
        state: 'waiting',
        used: deviceNow(),
      });
      return noted.ok ? found : noted;
    },
    waiting: async session => {
      const found = await holdings(tables, `${session}/`);
      if (!found.ok) return found;
      return ok(found.value.filter(({ state }) => state === 'waiting').map(({ sha256 }) => sha256));
    },
    markShared: async (session, name, epoch) => {
      const changed = await tables.change('holdings', keyOf({ session, sha256: name }), old => {
        const known = holding.safeParse(old);
        return known.success ? { ...known.data, state: 'shared', epoch } : old;
      });
      return changed.ok ? ok(undefined) : changed;
    },
    enterEpoch: async (session, epoch) => {
      const found = await holdings(tables, `${session}/`);
      if (!found.ok) return found;
      const elsewhere = found.value.filter(each => each.state === 'shared' && each.epoch !== epoch);
      return elsewhere.length === 0
        ? ok(undefined)
        : tables.write(elsewhere.map(each => row({ ...each, state: 'waiting' })));
    },
  };
}

/** Updates the time of last use, at most once an hour. */
async function touch(tables: Tables, fresh: Holding): Promise<Result<unknown>> {
  const key = keyOf(fresh);
  const found = await tables.get('holdings', key);
  if (!found.ok) return found;
  const known = holding.safeParse(found.value).data;
  if (known && fresh.used - known.used < USED_EVERY_MS) return ok(undefined);
  return tables.change('holdings', key, () => (known ? { ...known, used: fresh.used } : fresh));
}

async function holdings(tables: Tables, prefix?: string): Promise<Result<readonly Holding[]>> {
  const found = await tables.all('holdings', prefix);
  return found.ok ? ok(found.value.flatMap(value => holding.safeParse(value).data ?? [])) : found;
}

/** Evicts at least `bytes` of files that every session can download again. False where there was none. */
export async function freeSpace(tables: Tables, bytes: number): Promise<boolean> {
  const found = await holdings(tables);
  if (!found.ok) return false;
  const unshared = new Set(found.value.filter(({ state }) => state === 'waiting').map(each => each.sha256));
  const evictable = found.value.filter(each => !unshared.has(each.sha256)).sort((a, b) => a.used - b.used);
  const changes: TableChange[] = [];
  let freed = 0;
  for (const each of evictable) {
    if (freed >= bytes) break;
    freed += each.bytes;
    changes.push({ table: 'bytes', key: each.sha256, value: undefined });
    changes.push({ table: 'holdings', key: keyOf(each), value: undefined });
  }
  return changes.length > 0 && (await tables.write(changes)).ok;
}

/**
 * Lists the deletions that belong to that of a session: its holdings, and files that no other session needs.
 */
export async function blobRemovals(
  tables: Tables,
  session: SessionId,
): Promise<Result<readonly TableChange[]>> {
  const found = await holdings(tables);
  if (!found.ok) return found;
  const own = found.value.filter(each => each.session === session);
  const others = new Set(found.value.filter(each => each.session !== session).map(each => each.sha256));
  return ok(
    own.flatMap(each => [
      { table: 'holdings', key: keyOf(each), value: undefined },
      ...(others.has(each.sha256)
        ? []
        : [{ table: 'bytes', key: each.sha256, value: undefined } satisfies TableChange]),
    ]),
  );
}
