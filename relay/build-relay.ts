import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../shared/limits.ts';
import type { RecordStore, RelayStore } from '../shared/ports.ts';
import { CLOSE_FOR_NOW } from '../shared/protocol.ts';
import {
  AccessControl,
  Attendance,
  Budget,
  levelOf,
  operatorCheck,
  rateLimited,
  type SecurityLog,
} from './access/index.ts';
import { ActivityRecorder } from './analytics/index.ts';
import type { ApiContext } from './api/index.ts';
import { trustsOf } from './client-address.ts';
import type { RelayConfig } from './config.ts';
import { DiskSpaceMonitor, ENOUGH_AGAIN } from './disk-space.ts';
import { AccessRevalidator, UpgradeHandler } from './gateway/index.ts';
import type { Health, Shutdown } from './health.ts';
import { Archive, SessionLifecycle, Sweeper } from './lifecycle/index.ts';
import { Uploads } from './media/index.ts';
import { Metrics } from './metrics.ts';
import { Rooms } from './rooms/index.ts';
import { toSessionEvent } from './session-event.ts';
import { CorruptData, type FreeBytes, type Storage } from './storage/index.ts';

/** Devices have this long to answer a close. */
const CLOSE_GRACE_MS = 1_000;

/** The things that every stage of a start builds on. */
export interface Start {
  readonly config: RelayConfig;
  readonly storage: Storage;
  readonly app: FastifyInstance;
  readonly freeBytes: FreeBytes;
  readonly health: Health;
  readonly shutdown: Shutdown;
}

type OnNotice = (message: string, error?: unknown) => void;

const noticesOf =
  ({ app }: Start): OnNotice =>
  (message, error) =>
    app.log.warn({ err: error }, message);

/** Watches the free space of the disk, and keeps the reserve full while there is room for it. */
function watchDiskSpace(start: Start): DiskSpaceMonitor {
  const { config, storage, app, freeBytes, shutdown } = start;
  const onNotice = noticesOf(start);
  let refilling: Promise<void> | undefined;
  const diskSpace = new DiskSpaceMonitor({
    freeBytes,
    minBytes: config.minFreeBytes,
    everyMs: config.diskLookMs,
    onFailure: error => onNotice('the free space of the disk cannot be measured', error),
    onMeasured: hasSpace => {
      // Above the floor it must not push the disk below it; below it nothing else is taken anyway.
      const spare = hasSpace ? config.minFreeBytes * ENOUGH_AGAIN + config.reserveBytes : config.reserveBytes;
      refilling = storage.reserve
        .refill(spare)
        .catch(error => onNotice('the reserve cannot be taken', error));
    },
    makeRoom: bytes => storage.blobs.dropIdle(config.draftGraceMs, bytes),
  });
  diskSpace.changes.subscribe(hasSpace => {
    const message = hasSpace ? 'the disk has room again' : 'the disk is nearly full: nothing new is taken';
    app.log.error({ freeBytes: diskSpace.freeBytes }, message);
  });
  shutdown.add(
    () => refilling,
    () => diskSpace.close(),
  );
  return diskSpace;
}

/** Returns the store, measured. What is written to documents counts against the free space. */
function meteredStore(store: RelayStore, metrics: Metrics, diskSpace: DiskSpaceMonitor): RelayStore {
  const measured = metrics.measured(store);
  return {
    ...measured,
    append: (id, update) => {
      diskSpace.recordWrite(update.length);
      return measured.append(id, update);
    },
  };
}

/** The records of a store. One that cannot be written means a failed disk, just as an update does. */
const recordsOf = (store: RelayStore, { orFail }: Health): RecordStore => ({
  get: (...key) => store.get(...key),
  list: (...range) => store.list(...range),
  put: (...record) => orFail(store.put(...record)),
  write: changes => orFail(store.write(changes)),
});

/** Counts security events and logs them; what is out of order at `warn`. */
function securityLog({ app }: Start, metrics: Metrics): SecurityLog {
  const write = rateLimited(event => app.log[levelOf(event)](event, 'security'));
  return event => {
    metrics.security(event.event);
    write(event);
  };
}

/** Runs writes that nobody waits for until the store closes. */
function backgroundWrites({ health, shutdown }: Start): (work: Promise<unknown>) => void {
  const writing = new Set<Promise<unknown>>();
  shutdown.add(() => Promise.all(writing));
  return work => {
    const done = work.catch(health.report).finally(() => writing.delete(done));
    writing.add(done);
  };
}

/**
 * Opens the services that know of no room: the disk, access, budgets, the activity, uploads and the archive.
 */
async function openServices(start: Start) {
  const { config, storage, app, health, shutdown } = start;
  shutdown.add(() => storage.store.close());
  const metrics = new Metrics();
  const diskSpace = watchDiskSpace(start);
  const store = meteredStore(storage.store, metrics, diskSpace);
  const records = recordsOf(store, health);
  const log = securityLog(start, metrics);
  await diskSpace.measure();
  const access = await AccessControl.open(records, config, log);
  const { sessions } = access;
  shutdown.add(() => (health.failure ? undefined : sessions.clock.keep().catch(health.report)));
  const budget = await Budget.open({
    limits: { sessions: config.sessionsQuota, bytes: config.bytesQuota },
    unprovenShare: config.unprovenPercent / 100,
    freeBytes: () => diskSpace.freeBytes,
    store: records,
    sessions,
    changes: access.changes,
    log,
    onFailure: health.report,
  });
  shutdown.add(() => budget.close().catch(health.report));
  const inBackground = backgroundWrites(start);
  const attendance = new Attendance((session, user, at) => {
    inBackground(access.members.recordSeen(session, user, at));
  });
  const analytics = new ActivityRecorder(store, {
    onFailure: health.report,
    seen: () => sessions.clock.now(),
    onNotice: message => app.log.warn(message),
  });
  // A failed disk has been reported already.
  shutdown.add(() => analytics.close().catch(health.report));
  const uploads = new Uploads({
    perPersonCount: LIMITS.uploadsPerPersonCount,
    perAddressCount: LIMITS.uploadsPerAddressCount,
    perAddressBytes: LIMITS.screenshotUploadsPerAddressBytes,
    allBytes: LIMITS.screenshotUploadsBytes,
  });
  const archive = new Archive({
    storage: { ...storage, store },
    sessions,
    analytics,
    hasSpace: () => diskSpace.hasSpace,
    orFail: health.orFail,
  });
  return {
    metrics,
    diskSpace,
    store,
    records,
    log,
    access,
    budget,
    inBackground,
    attendance,
    analytics,
    uploads,
    archive,
  };
}

type Services = Awaited<ReturnType<typeof openServices>>;

function makeRooms(start: Start, { store, metrics, diskSpace, budget, archive, access }: Services): Rooms {
  const { config, app, health } = start;
  return new Rooms(store, {
    meter: metrics,
    hasDiskSpace: () => diskSpace.hasSpace,
    charge: (id, from, bytes) => budget.take(id, from, bytes)?.waitMs ?? 0,
    giveBack: (id, from, bytes) => budget.giveBack(id, from, bytes),
    roomIdleMs: config.roomIdleMs,
    keepAliveMs: config.keepAliveMs,
    beforeLoad: async id => {
      const active = await archive.ensureActive(id);
      if (!active.ok) throw new Error(`no session to open: ${active.error.code}`);
    },
    // Lists of sessions show it without opening any.
    onClosed: (id, name) => access.sessions.rename(id, name),
    seen: () => access.sessions.clock.now(),
    onUnopened: (session, error) => {
      if (!(error instanceof CorruptData)) return;
      app.log.error(
        { err: error, session },
        'a session cannot be opened: what is stored of its document cannot be read',
      );
    },
    onStoreFailure: health.report,
    onNotice: noticesOf(start),
  });
}

/** Connects the services to what happens in the rooms, to access and to the disk. */
function subscribeAll({ health }: Start, services: Services, rooms: Rooms): void {
  const { access, analytics, attendance, diskSpace, inBackground, log, uploads } = services;
  rooms.events.subscribe(analytics.record);
  rooms.events.subscribe((session, { type, user }) => {
    if (type === 'refused') log({ event: 'update.refused', session, user });
  });
  rooms.events.subscribe((session, { type, user }) => {
    if (user === null || (type !== 'user.joined' && type !== 'user.left')) return;
    attendance.socket(session, user);
    if (type === 'user.joined') inBackground(access.requests.settlePlace(session, user));
    inBackground(access.sessions.touch(session));
  });
  access.changes.subscribe(change => {
    uploads.recheck(change.session).catch(health.report);
    const event = toSessionEvent(change);
    if (event) analytics.record(change.session, event);
  });
  diskSpace.changes.subscribe(() => rooms.diskSpaceChanged());
  health.failures.subscribe(() => void rooms.close(CLOSE_FOR_NOW.failed, 'storage failed'));
}

/**
 * Builds the relay in the order of its dependencies, finishes what the last run has left half done, and
 * accepts sockets from then on. Rejects where the store does; `start.shutdown` closes what was opened by
 * then.
 */
export async function buildRelay(start: Start): Promise<ApiContext> {
  const { config, storage, app, health, shutdown } = start;
  const onNotice = noticesOf(start);
  const services = await openServices(start);
  const { access, analytics, archive, diskSpace, log, metrics, store, uploads } = services;
  const { sessions, shares } = access;
  const isReady = (): boolean => health.isReady;
  const rooms = makeRooms(start, services);
  subscribeAll(start, services, rooms);
  const upgrades = new UpgradeHandler({
    access,
    rooms,
    revalidator: new AccessRevalidator(access, rooms, health.report),
    log,
    socketsPerAddressCount: config.socketsPerAddressCount,
    trusts: trustsOf(config.trustedProxy),
    isReady,
    onError: (message, error) => app.log.info({ err: error }, message),
  });
  metrics.watch({
    rooms: () => rooms.count,
    sockets: () => upgrades.count,
    freeBytes: () => diskSpace.freeBytes,
  });
  shutdown.add(
    () => app.close(),
    () => upgrades.close(CLOSE_GRACE_MS),
    () => rooms.close(CLOSE_FOR_NOW.goingAway, 'the relay stops'),
    () => void app.server.close(),
  );
  const lifecycle = new SessionLifecycle({
    storage: { ...storage, store },
    sessions,
    shares,
    rooms,
    analytics,
    archive,
    strayAfterMs: config.strayAfterMs,
    orFail: health.orFail,
    onNotice,
  });
  const jumped = await health.orFail(sessions.clock.keep());
  if (jumped !== undefined) onNotice(jumped);
  await health.orFail(lifecycle.recover());
  const { removeUnsharedAfterMs: afterMs } = config;
  const sweeper = new Sweeper({
    lifecycle,
    sessions,
    shares,
    rooms,
    everyMs: config.sweepMs,
    archiveAfterMs: config.archiveAfterMs,
    deleteAfterMs: config.deleteAfterMs,
    onSwept: async swept => {
      app.log.info(swept, 'swept');
      await storage.blobs.dropIdle(config.draftIdleMs);
    },
    unshared: afterMs === undefined ? undefined : { afterMs, members: access.members },
    onNotice,
  });
  shutdown.add(() => sweeper.close());
  app.server.on('upgrade', upgrades.handle);
  return {
    ...services,
    whoMayCreate: config.whoMayCreate,
    rooms,
    isReady,
    hasOperator: config.operatorToken !== undefined,
    isOperator: operatorCheck(config.operatorToken),
    limits: { perMinuteCount: config.apiPerMinuteCount, pace: config.uploadPace },
    blobs: storage.blobs,
    lifecycle: {
      ensureActive: id => lifecycle.ensureActive(id),
      beginAgain: id => lifecycle.beginAgain(id),
      archive: async id => {
        const archived = await lifecycle.archive(id);
        if (archived.ok) uploads.cut(id, { code: 'link/archived' });
        return archived;
      },
    },
    deleteSession: async (id, by) => {
      const deleted = await lifecycle.delete(id);
      if (deleted.ok) access.changes.emit({ type: 'session-deleted', session: id, by });
      return deleted;
    },
  };
}
