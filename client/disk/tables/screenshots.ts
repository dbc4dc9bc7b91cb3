import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { isSessionId, isUserId, type SessionId, type UserId } from '../../../shared/ids.ts';
import type { Screenshot } from '../../model/index.ts';
import { freeSpace } from './blobs.ts';
import { readBytes, toStoredBytes, writeWithSpace } from './bytes.ts';
import { storedTime } from './library.ts';
import type { TableChange, Tables } from './tables.ts';

const stored = z.object({
  session: z.custom<SessionId>(isSessionId),
  name: z.string().min(1).max(64),
  taken: storedTime,
  by: z.custom<UserId>(isUserId),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  state: z.enum(['waiting', 'shared']),
  epoch: z.string().optional(),
}) satisfies z.ZodType<Screenshot>;

type Size = 'full' | 'thumbnail';

/** Pictures of sessions, with the bytes of those that were taken or viewed here. Failures are `disk/*`. */
export interface ScreenshotTable {
  /** Newest first. */
  list(session: SessionId): Promise<Result<readonly Screenshot[]>>;
  /** Keeps a picture, all of it or nothing. */
  put(
    session: SessionId,
    picture: Screenshot,
    bytes: Readonly<Partial<Record<Size, Blob>>>,
  ): Promise<Result<void>>;
  bytes(session: SessionId, name: string, size: Size): Promise<Result<Blob | undefined>>;
  remove(session: SessionId, name: string): Promise<Result<void>>;
}

const SIZES: readonly Size[] = ['full', 'thumbnail'];
const keyOf = (session: SessionId, name: string): string => `${session}/${name}`;
const bytesKey = (session: SessionId, name: string, size: Size): string => `${session}/${name}/${size}`;

export function screenshotTable(tables: Tables): ScreenshotTable {
  return {
    list: session => list(tables, session),
    put: async (session, picture, bytes) => {
      const changes: TableChange[] = [
        { table: 'screenshots', key: keyOf(session, picture.name), value: { ...picture, session } },
      ];
      let total = 0;
      for (const size of SIZES) {
        const content = bytes[size];
        if (!content) continue;
        total += content.size;
        const value = await toStoredBytes(content);
        changes.push({ table: 'bytes', key: bytesKey(session, picture.name, size), value });
      }
      return writeWithSpace(tables, changes, () => freeSpace(tables, total));
    },
    bytes: (session, name, size) => readBytes(tables, bytesKey(session, name, size)),
    remove: (session, name) => tables.write(removal(session, name)),
  };
}

async function list(tables: Tables, session: SessionId): Promise<Result<readonly Screenshot[]>> {
  const found = await tables.all('screenshots', `${session}/`);
  if (!found.ok) return found;
  const read = found.value.flatMap(value => stored.safeParse(value).data ?? []);
  return ok(read.map(({ session: _, ...picture }) => picture).sort((a, b) => b.taken - a.taken));
}

const removal = (session: SessionId, name: string): TableChange[] => [
  { table: 'screenshots', key: keyOf(session, name), value: undefined },
  ...SIZES.map(
    (size): TableChange => ({ table: 'bytes', key: bytesKey(session, name, size), value: undefined }),
  ),
];

/** Lists the deletions that belong to that of a session. */
export async function screenshotRemovals(
  tables: Tables,
  session: SessionId,
): Promise<Result<readonly TableChange[]>> {
  const found = await list(tables, session);
  return found.ok ? ok(found.value.flatMap(({ name }) => removal(session, name))) : found;
}
