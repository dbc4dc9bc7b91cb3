import { z } from 'zod';
import { DEVICE_EVENT_TYPES } from '../../../shared/api/index.ts';
import { ok, type Result } from '../../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../../shared/ids.ts';
import type { DeviceEvent } from '../../model/index.ts';
import { storedTime } from './library.ts';
import type { TableChange, Tables } from './tables.ts';

const stored = z.object({
  session: z.custom<SessionId>(isSessionId),
  id: z.string().min(8).max(64),
  type: z.enum(DEVICE_EVENT_TYPES),
  at: storedTime,
}) satisfies z.ZodType<DeviceEvent>;

/** A device that is offline for a year enters and leaves AR this often; beyond it the oldest are dropped. */
const KEPT_PER_SESSION_COUNT = 1_000;

/** Events of this device that the relay does not have yet. Failures are `disk/*`. */
export interface EventTable {
  add(session: SessionId, event: DeviceEvent): Promise<Result<void>>;
  /** Oldest first. */
  waiting(session: SessionId): Promise<Result<readonly DeviceEvent[]>>;
  remove(session: SessionId, ids: readonly string[]): Promise<Result<void>>;
}

const removal = (session: SessionId, ids: readonly string[]): TableChange[] =>
  ids.map(id => ({ table: 'events', key: `${session}/${id}`, value: undefined }));

export const eventTable = (tables: Tables): EventTable => ({
  add: async (session, event) => {
    const before = await waiting(tables, session);
    if (!before.ok) return before;
    const surplus = before.value.slice(0, Math.max(0, before.value.length + 1 - KEPT_PER_SESSION_COUNT));
    return tables.write([
      { table: 'events', key: `${session}/${event.id}`, value: { ...event, session } },
      ...removal(
        session,
        surplus.map(({ id }) => id),
      ),
    ]);
  },
  waiting: session => waiting(tables, session),
  remove: (session, ids) =>
    ids.length > 0 ? tables.write(removal(session, ids)) : Promise.resolve(ok(undefined)),
});

async function waiting(tables: Tables, session: SessionId): Promise<Result<readonly DeviceEvent[]>> {
  const found = await tables.all('events', `${session}/`);
  if (!found.ok) return found;
  const read = found.value.flatMap(value => stored.safeParse(value).data ?? []);
  return ok(read.map(({ id, type, at }) => ({ id, type, at })).sort((a, b) => a.at - b.at));
}

/** Lists the deletions that belong to that of a session. */
export async function eventRemovals(
  tables: Tables,
  session: SessionId,
): Promise<Result<readonly TableChange[]>> {
  const found = await waiting(tables, session);
  return found.ok
    ? ok(
        removal(
          session,
          found.value.map(({ id }) => id),
        ),
      )
    : found;
}
