import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { isSessionId, isUserId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import { isRole, type Role } from '../../../shared/session/index.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import {
  type Access,
  type LibraryEntry,
  type Preferences,
  type Profile,
  UNTITLED,
  USUAL_PREFERENCES,
} from '../../model/index.ts';
import type { TableName, Tables } from './tables.ts';

const count = z.number().int().min(0);
/** A time of this device, as it is stored. */
export const storedTime = z.number().min(0) as unknown as z.ZodType<DeviceTime, number>;

const entry = z.object({
  id: z.custom<SessionId>(isSessionId),
  name: z
    .string()
    .max(LIMITS.nameChars)
    .overwrite(name => nameOf(name) || UNTITLED),
  created: storedTime,
  opened: storedTime,
  objects: count.catch(0),
  role: z.custom<Role>(isRole),
  waiting: count.catch(0),
}) satisfies z.ZodType<LibraryEntry>;

const access = z.object({
  token: z.string().max(LIMITS.tokenMaxChars),
  expires: storedTime,
  role: z.custom<Role>(isRole),
  user: z.custom<UserId>(isUserId),
}) satisfies z.ZodType<Access>;

const profile = z.object({
  name: z.string().max(LIMITS.nameChars).overwrite(nameOf).min(1),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
}) satisfies z.ZodType<Profile>;

// A preference that an older version did not know has its default.
const preferences = z.object({
  sounds: z.boolean().catch(USUAL_PREFERENCES.sounds),
  occlusion: z.boolean().catch(USUAL_PREFERENCES.occlusion),
  camera: z.boolean().catch(USUAL_PREFERENCES.camera),
  hand: z.enum(['left', 'right']).catch(USUAL_PREFERENCES.hand),
  knowsNoAnchors: z.boolean().catch(USUAL_PREFERENCES.knowsNoAnchors),
}) satisfies z.ZodType<Preferences>;

/** Values of one type by key. A value that cannot be parsed counts as none. */
export interface KeyedTable<Key extends string, T> {
  get(key: Key): Promise<Result<T | undefined>>;
  set(key: Key, value: T): Promise<Result<void>>;
  remove(key: Key): Promise<Result<void>>;
}

function keyedTable<Key extends string, T>(
  tables: Tables,
  table: TableName,
  schema: z.ZodType<T>,
): KeyedTable<Key, T> {
  return {
    get: async key => {
      const found = await tables.get(table, key);
      return found.ok ? ok(schema.safeParse(found.value).data) : found;
    },
    set: async (key, value) => withoutValue(await tables.change(table, key, () => value)),
    remove: async key => withoutValue(await tables.change(table, key, () => undefined)),
  };
}

/** Drops the value of a result. */
export const withoutValue = (result: Result<unknown>): Result<void> => (result.ok ? ok(undefined) : result);

export const accessTable = (tables: Tables): KeyedTable<SessionId, Access> =>
  keyedTable(tables, 'access', access);
export const profileTable = (tables: Tables): KeyedTable<'profile', Profile> =>
  keyedTable(tables, 'settings', profile);
export const preferencesTable = (tables: Tables): KeyedTable<'preferences', Preferences> =>
  keyedTable(tables, 'settings', preferences);
/** A share code that waits for a relay. */
const waitingJoin = z.object({ code: z.string().min(1).max(64), since: storedTime });
export type WaitingJoin = z.output<typeof waitingJoin>;
export const waitingJoinTable = (tables: Tables): KeyedTable<'waiting-join', WaitingJoin> =>
  keyedTable(tables, 'settings', waitingJoin);
export const lastOpenedTable = (tables: Tables): KeyedTable<'last-opened', SessionId> =>
  keyedTable(tables, 'settings', z.custom<SessionId>(isSessionId));

/** `skipped` counts entries that could not be parsed; their sessions' documents are untouched. */
export interface LibraryList {
  readonly entries: readonly LibraryEntry[];
  readonly skipped: number;
}

export async function listEntries(tables: Tables): Promise<Result<LibraryList>> {
  const found = await tables.all('sessions');
  if (!found.ok) return found;
  const read = found.value.map(value => entry.safeParse(value).data);
  const entries = read.filter(each => each !== undefined).sort((a, b) => b.opened - a.opened);
  return ok({ entries, skipped: read.length - entries.length });
}

export const putEntry = async (tables: Tables, value: LibraryEntry): Promise<Result<void>> =>
  withoutValue(await tables.change('sessions', value.id, () => value));

/** Changes some fields of an entry; does nothing where there is none, so that no deleted one comes back. */
export const patchEntry = async (
  tables: Tables,
  id: SessionId,
  fields: Partial<Omit<LibraryEntry, 'id'>>,
): Promise<Result<void>> =>
  withoutValue(
    await tables.change('sessions', id, old => {
      const parsed = entry.safeParse(old);
      return parsed.success ? { ...parsed.data, ...fields } : old;
    }),
  );

export const removeEntry = async (tables: Tables, id: SessionId): Promise<Result<void>> =>
  withoutValue(await tables.change('sessions', id, () => undefined));

/** Returns those of `ids` that have no entry at all: one that cannot be parsed may be a newer version's. */
export async function withoutEntry(
  tables: Tables,
  ids: readonly SessionId[],
): Promise<Result<readonly SessionId[]>> {
  const strays: SessionId[] = [];
  for (const id of ids) {
    const found = await tables.get('sessions', id);
    if (!found.ok) return found;
    if (found.value === undefined) strays.push(id);
  }
  return ok(strays);
}
