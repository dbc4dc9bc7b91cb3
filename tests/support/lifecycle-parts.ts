import { AccessControl } from '../../relay/access/index.ts';
import { ActivityRecorder } from '../../relay/analytics/index.ts';
import { DEFAULTS } from '../../relay/index.ts';
import { Archive, SessionLifecycle } from '../../relay/lifecycle/index.ts';
import { Metrics } from '../../relay/metrics.ts';
import { Rooms } from '../../relay/rooms/index.ts';
import { openStorage, type Storage } from '../../relay/storage/index.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';

/** The relay's parts around a session's life, without HTTP. */
export interface Parts {
  readonly storage: Storage;
  readonly access: AccessControl;
  readonly rooms: Rooms;
  readonly lifecycle: SessionLifecycle;
  close(): Promise<void>;
}

const fail = (error: unknown): never => {
  throw error;
};

export async function storageIn(folder: string): Promise<Storage> {
  const storage = await openStorage({ folder, masterKey: undefined, onUnreadable: fail });
  if (!storage.ok) throw new Error(storage.error.code);
  return storage.value;
}

export async function partsOn(
  storage: Storage,
  onNotice = (message: string, error?: unknown): void => fail(error ?? new Error(message)),
): Promise<Parts> {
  const { store } = storage;
  const access = await AccessControl.open(store, DEFAULTS, () => undefined);
  const analytics = new ActivityRecorder(store, {
    onFailure: fail,
    onNotice: message => fail(new Error(message)),
  });
  const archive = new Archive({
    storage,
    sessions: access.sessions,
    analytics,
    hasSpace: () => true,
    orFail: written => written,
  });
  const rooms = new Rooms(store, {
    roomIdleMs: 60_000,
    keepAliveMs: 60_000,
    meter: new Metrics(),
    beforeLoad: async id => {
      await archive.ensureActive(id);
    },
    onStoreFailure: fail,
    onNotice: message => fail(new Error(message)),
  });
  const lifecycle = new SessionLifecycle({
    storage,
    sessions: access.sessions,
    shares: access.shares,
    rooms,
    analytics,
    archive,
    strayAfterMs: 30 * 24 * 3_600_000,
    orFail: written => written,
    onNotice,
  });
  return {
    storage,
    access,
    rooms,
    lifecycle,
    close: async () => {
      await rooms.close(1001, 'over');
      await analytics.close();
      await store.close();
    },
  };
}

export const HOST = 'host-host-host-host' as UserId;

/** A session with something of everything. */
export async function furnish({ access, storage }: Parts, id: SessionId, document: readonly Uint8Array[]) {
  await access.register(id, HOST, { created: new Date().toISOString(), device: undefined });
  const code = await access.shares.create({
    session: id,
    role: 'editor',
    expires: Date.now() + 3_600_000,
    maxUses: undefined,
    by: HOST,
  });
  for (const update of document) await storage.store.append(id, update);
  await storage.store.put('clients', `${id}/1`, { user: HOST });
  await storage.store.put('events', `${id}/000000000001`, { type: 'session.created' });
  await storage.blobs.put(id, 'shot', new Uint8Array(100_000).fill(3));
  if (!code.ok) throw new Error(code.error.code);
  return code.value;
}
