import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AppError, fail, ok, type Result } from '../shared/errors.ts';
import type { SessionId } from '../shared/ids.ts';
import { LIMITS } from '../shared/limits.ts';
import type { RecordStore, RelayStore } from '../shared/ports.ts';
import { CLOSE_FOR_NOW } from '../shared/protocol.ts';
import {
  AccessControl,
  Attendance,
  Budget,
  type LiveRecord,
  levelOf,
  operatorCheck,
  rateLimited,
  type SecurityEvent,
} from './access/index.ts';
import { ActivityRecorder } from './analytics/index.ts';
import { registerApi } from './api/index.ts';
import { serveAppFiles } from './app-files.ts';
import { trustsOf } from './client-address.ts';
import type { RelayConfig } from './config.ts';
import { DiskSpaceMonitor, ENOUGH_AGAIN } from './disk-space.ts';
import { AccessRevalidator, UpgradeHandler } from './gateway/index.ts';
import { listen, makeApp } from './http.ts';
import { SessionLifecycle, Sweeper } from './lifecycle/index.ts';
import { Uploads } from './media/index.ts';
import { Metrics } from './metrics.ts';
import { Rooms } from './rooms/index.ts';
import { toSessionEvent } from './session-event.ts';
import {
  boundless,
  CorruptData,
  type FreeBytes,
  freeBytesOf,
  memoryStorage,
  openStorage,
  type Storage,
} from './storage/index.ts';

/** Devices have this long to answer a close. */
const CLOSE_GRACE_MS = 1_000;

/** A relay that runs. Whoever started it calls `close`. */
export interface Relay {
  /** `http://host:port`, or `https:`, that this machine reaches it under. */
  readonly url: string;
  readonly port: number;
  /** A sentence that the operator should read. */
  readonly warning: string | undefined;
  /**
   * Resolves if the disk fails. Nothing is acknowledged any more and every socket is closed; close it and
   * start again.
   */
  readonly failed: Promise<AppError>;
  /** Stops: nobody new, sockets closed with 1001, everything accepted on disk, the store closed. */
  close(): Promise<void>;
}

export type StartFailure =
  | { readonly type: 'store'; readonly error: AppError }
  | { readonly type: 'listen'; readonly code: string };

type State = { readonly type: 'ready' | 'closing' } | { readonly type: 'failed'; readonly error: AppError };

/**
 * Starts a relay in this process. `store`, with blobs in memory, takes the place of the data folder; it is
 * closed with the relay, and also when that does not start. `freeBytes` is asked how much room there is.
 */
export async function startRelay(
  config: RelayConfig,
  store?: RelayStore,
  freeBytes: FreeBytes = store ? boundless : freeBytesOf(config.dataFolder),
): Promise<Result<Relay, StartFailure>> {
  const app = await makeApp(config);
  const opened = store
    ? ok(await memoryStorage(store))
    : await openStorage({
        folder: config.dataFolder,
        masterKey: config.masterKey,
        reserveBytes: config.reserveBytes,
        lockWaitMs: config.lockWaitMs,
        onDoubt: doubt =>
          app.log.error(`doubtful in relay.mdb: ${doubt}; the relay runs, and “ai-frame verify” says more`),
        onUnreadable: error => app.log.error({ err: error }, 'something stored is left out'),
      });
  if (!opened.ok) return { ok: false, error: { type: 'store', error: opened.error } };
  return run(config, opened.value, app, freeBytes);
}

const isEverywhere = (host: string | undefined): boolean =>
  host === undefined || host === '::' || host === '0.0.0.0';

function urlOf({ host, tls }: RelayConfig, port: number): string {
  const scheme = tls ? 'https' : 'http';
  if (isEverywhere(host) || host === undefined) return `${scheme}://localhost:${port}`;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function run(
  config: RelayConfig,
  storage: Storage,
  app: FastifyInstance,
  freeBytes: FreeBytes,
): Promise<Result<Relay, StartFailure>> {
  const { blobs, warning, reserve } = storage;
  let state: State = { type: 'ready' };
  const isReady = (): boolean => state.type === 'ready';
  let reportFailure: ((error: AppError) => void) | undefined;
  const failed = new Promise<AppError>(resolve => {
    reportFailure = resolve;
  });
  const onStoreFailure = (cause: unknown): void => {
    // That costs the one it belongs to; the disk works.
    if (cause instanceof CorruptData) {
      app.log.error({ err: cause }, 'something stored is left out');
      return;
    }
    if (state.type === 'failed') return;
    const detail = cause instanceof Error ? cause.message : String(cause);
    const error: AppError = { code: 'store/unavailable', detail, cause };
    state = { type: 'failed', error };
    app.log.fatal({ err: cause }, 'the store failed');
    reportFailure?.(error);
    void rooms.close(CLOSE_FOR_NOW.failed, 'storage failed');
  };
  let refilling: Promise<void> | undefined;
  const onNotice = (message: string, error?: unknown): void => app.log.warn({ err: error }, message);
  const metrics: Metrics = new Metrics(() => ({
    rooms: rooms.count,
    sockets: upgrades?.count ?? 0,
    freeBytes: floor.freeBytes,
  }));
  const floor = new DiskSpaceMonitor({
    freeBytes,
    minBytes: config.minFreeBytes,
    everyMs: config.diskLookMs,
    onChange: hasRoom => {
      rooms.diskSpaceChanged();
      const said = hasRoom ? 'the disk has room again' : 'the disk is nearly full: nothing new is taken';
      app.log.error({ freeBytes: floor.freeBytes }, said);
    },
    onFailure: error => onNotice('how much room the disk has cannot be told', error),
    onLooked: () => {
      // Above the floor it must not push the disk below it; below it nothing else is taken anyway.
      const spare = floor.hasSpace
        ? config.minFreeBytes * ENOUGH_AGAIN + config.reserveBytes
        : config.reserveBytes;
      refilling = reserve.refill(spare).catch(error => onNotice('the reserve cannot be taken', error));
    },
    makeRoom: bytes => blobs.dropIdle(config.draftGraceMs, bytes),
  });
  const measured = metrics.measured(storage.store);
  const store: RelayStore = {
    ...measured,
    append: (id, update) => {
      floor.recordWrite(update.length);
      return measured.append(id, update);
    },
  };
  // What is out of order at the level of warnings, so that it is there unless somebody wants less than that.
  const write = rateLimited(event => app.log[levelOf(event)](event, 'security'));
  const log = (event: SecurityEvent): void => {
    metrics.security(event.event);
    write(event);
  };
  /** Writes that nobody waits for until the store closes. */
  const writing = new Set<Promise<unknown>>();
  const aside = (work: Promise<unknown> = Promise.resolve()): void => {
    const done = work.catch(onStoreFailure).finally(() => writing.delete(done));
    writing.add(done);
  };
  const seen = (): number => access?.sessions.clock.now() ?? Date.now();
  const rooms: Rooms = new Rooms(store, {
    meter: metrics,
    hasRoom: () => floor.hasSpace,
    charge: (id, from, bytes) => budget?.take(id, from, bytes)?.waitMs ?? 0,
    giveBack: (id, from, bytes) => budget?.giveBack(id, from, bytes),
    roomIdleMs: config.roomIdleMs,
    keepAliveMs: config.keepAliveMs,
    beforeLoad: async id => {
      const active = await ensureActive(id);
      if (active && !active.ok) throw new Error(`no session to open: ${active.error.code}`);
    },
    // Lists of sessions show it without opening any.
    onRest: async (id, name) => access?.sessions.rename(id, name),
    seen,
    onUnopened: (session, error) => {
      if (!(error instanceof CorruptData)) return;
      app.log.error(
        { err: error, session },
        'a session cannot be opened: what is stored of its document cannot be read',
      );
    },
    onStoreFailure,
    onNotice,
    onHappening: (session, happening) => {
      analytics.record(session, happening);
      const { type, user } = happening;
      if (type === 'refused') log({ event: 'update.refused', session, user });
      if (user === null || (type !== 'user.joined' && type !== 'user.left')) return;
      attendance.socket(session, user);
      if (type === 'user.joined') aside(access?.requests.settlePlace(session, user));
      aside(access?.sessions.touch(session));
    },
  });
  const analytics = new ActivityRecorder(store, {
    onFailure: onStoreFailure,
    seen,
    onNotice: message => app.log.warn(message),
  });
  /** A record that cannot be written means a failed disk just as an update does. */
  const orFail = <T>(written: Promise<T>): Promise<T> =>
    written.catch(error => {
      onStoreFailure(error);
      throw error;
    });
  const records: RecordStore = {
    get: (...key) => store.get(...key),
    list: (...range) => store.list(...range),
    put: (...record) => orFail(store.put(...record)),
    write: changes => orFail(store.write(changes)),
  };
  let access: AccessControl | undefined;
  let budget: Budget | undefined;
  const attendance = new Attendance((session, user, at) => {
    aside(access?.members.recordSeen(session, user, at));
  });
  let upgrades: UpgradeHandler | undefined;
  let lifecycle: SessionLifecycle | undefined;
  /** What was put away comes back as rows of the store, which take room. */
  const ensureActive = async (id: SessionId): Promise<Result<LiveRecord>> => {
    if (!access || !lifecycle) return fail('api/unavailable');
    const session = floor.hasSpace ? undefined : await access.sessions.live(id);
    return session?.ok && session.value.state === 'archived'
      ? fail('store/full')
      : lifecycle.ensureActive(id);
  };
  let sweeper: Sweeper | undefined;
  const uploads = new Uploads({
    perPersonCount: LIMITS.uploadsPerPersonCount,
    perAddressCount: LIMITS.uploadsPerAddressCount,
    perAddressBytes: LIMITS.screenshotUploadsPerAddressBytes,
    allBytes: LIMITS.screenshotUploadsBytes,
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      if (isReady()) state = { type: 'closing' };
      floor.close();
      await refilling;
      await sweeper?.close();
      app.server.close();
      await rooms.close(CLOSE_FOR_NOW.goingAway, 'the relay stops');
      await upgrades?.close(CLOSE_GRACE_MS);
      await app.close();
      // A failed disk has been told of already.
      await analytics.close().catch(onStoreFailure);
      await Promise.all(writing);
      await budget?.close().catch(onStoreFailure);
      if (state.type === 'closing') await access?.sessions.clock.keep().catch(onStoreFailure);
      await store.close();
    })();
    return closing;
  };

  try {
    await floor.measure();
    const opened = await AccessControl.open(records, config, log);
    access = opened;
    opened.changes.subscribe(change => {
      uploads.recheck(change.session).catch(onStoreFailure);
      const happening = toSessionEvent(change);
      if (happening) analytics.record(change.session, happening);
    });
    const { sessions, shares } = opened;
    const allowed = await Budget.open({
      limits: { sessions: config.sessionsQuota, bytes: config.bytesQuota },
      unprovenShare: config.unprovenPercent / 100,
      freeBytes: () => floor.freeBytes,
      store: records,
      sessions,
      changes: opened.changes,
      log,
      onFailure: onStoreFailure,
    });
    budget = allowed;
    const life = new SessionLifecycle({
      storage: { ...storage, store },
      sessions,
      shares,
      rooms,
      analytics,
      strayAfterMs: config.strayAfterMs,
      orFail,
      onNotice,
    });
    lifecycle = life;
    const jumped = await orFail(sessions.clock.keep());
    if (jumped !== undefined) onNotice(jumped);
    await orFail(life.recover());
    sweeper = new Sweeper({
      lifecycle: life,
      sessions,
      shares,
      rooms,
      everyMs: config.sweepMs,
      archiveAfterMs: config.archiveAfterMs,
      deleteAfterMs: config.deleteAfterMs,
      onSwept: async swept => {
        app.log.info(swept, 'swept');
        await blobs.dropIdle(config.draftIdleMs);
      },
      unshared:
        config.removeUnsharedAfterMs === undefined
          ? undefined
          : { afterMs: config.removeUnsharedAfterMs, members: opened.members },
      onNotice,
    });
    const reach = new AccessRevalidator(opened, rooms, onStoreFailure);
    upgrades = new UpgradeHandler({
      access: opened,
      rooms,
      reach,
      log,
      socketsPerAddressCount: config.socketsPerAddressCount,
      trusts: trustsOf(config.trustedProxy),
      isReady,
      onError: (message, error) => app.log.info({ err: error }, message),
    });
    app.server.on('upgrade', upgrades.handle);
    await registerApi(app, {
      access: opened,
      budget: allowed,
      whoMayCreate: config.whoMayCreate,
      log,
      attendance,
      metrics,
      rooms,
      isReady,
      floor,
      uploads,
      hasOperator: config.operatorToken !== undefined,
      isOperator: operatorCheck(config.operatorToken),
      limits: { perMinuteCount: config.apiPerMinuteCount, pace: config.uploadPace },
      analytics,
      records,
      blobs,
      lifecycle: {
        ensureActive,
        beginAgain: id => life.beginAgain(id),
        archive: async id => {
          const archived = await life.archive(id);
          if (archived.ok) uploads.cut(id, { code: 'link/archived' });
          return archived;
        },
      },
      deleteSession: async (id, by) => {
        const deleted = await life.delete(id);
        if (deleted.ok) opened.changes.emit({ type: 'session-deleted', session: id, by });
        return deleted;
      },
    });
    await serveAppFiles(app, config.appFolder);
    const listening = await listen(app, config);
    if (!listening.ok) {
      await close();
      return { ok: false, error: { type: 'listen', code: listening.error } };
    }
  } catch (error) {
    await close();
    const ended = state as State;
    if (ended.type !== 'failed') throw error;
    return { ok: false, error: { type: 'store', error: ended.error } };
  }
  const { port } = app.server.address() as AddressInfo;
  return ok({ url: urlOf(config, port), port, warning, failed, close });
}
