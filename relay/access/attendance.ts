import type { ParticipantPresence } from '../../shared/api/index.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

/** A device's report about its person. */
export type DeviceStatus = 'here' | 'away';

interface Sighting {
  /** ms since epoch */
  at: number;
  status: DeviceStatus;
  /**
   * False for a plain client, which is as present as its socket; a device that sends heartbeats is away when
   * they stop.
   */
  sendsHeartbeats: boolean;
  /** The time of the last write. */
  kept: number;
}

/** The precision of what is written. */
const KEPT_STEP_MS = 5 * 60_000;

/**
 * Presence of people, here, away or gone, from heartbeats and sockets. One whose heartbeats stop is away, and
 * gone only after a time that is long enough for a headset taken off. In memory; `keep` writes now and then
 * when a person was last seen.
 */
export class Attendance {
  readonly #seen = new Map<string, Sighting>();
  #sweptAt = 0;
  readonly #keep: (session: SessionId, user: UserId, at: number) => void;

  constructor(keep: (session: SessionId, user: UserId, at: number) => void) {
    this.#keep = keep;
  }

  heartbeat(session: SessionId, user: UserId, status: DeviceStatus, now = Date.now()): void {
    this.#record(session, user, { at: now, status, sendsHeartbeats: true }, now);
  }

  /**
   * Records that a person's first socket has joined, or the last one has left: both mean that they were here
   * a moment ago.
   */
  socket(session: SessionId, user: UserId, now = Date.now()): void {
    const known = this.#seen.get(`${session}/${user}`);
    this.#record(
      session,
      user,
      { at: now, status: 'here', sendsHeartbeats: known?.sendsHeartbeats ?? false },
      now,
    );
  }

  /** Records that a person leaves. */
  leave(session: SessionId, user: UserId, now = Date.now()): void {
    this.#seen.delete(`${session}/${user}`);
    this.#keep(session, user, now);
  }

  /** Returns ms since epoch; undefined where nothing was heard lately. */
  lastSeen(session: SessionId, user: UserId): number | undefined {
    return this.#seen.get(`${session}/${user}`)?.at;
  }

  presence(session: SessionId, user: UserId, isConnected: boolean, now = Date.now()): ParticipantPresence {
    const seen = this.#seen.get(`${session}/${user}`);
    if (!seen) return isConnected ? 'here' : 'gone';
    const silentMs = now - seen.at;
    const isMissed = silentMs > LIMITS.heartbeatMissedMs;
    if (isConnected) return seen.sendsHeartbeats && (isMissed || seen.status === 'away') ? 'away' : 'here';
    if (silentMs > LIMITS.goneAfterMs) return 'gone';
    return isMissed || seen.status === 'away' || !seen.sendsHeartbeats ? 'away' : 'here';
  }

  #record(session: SessionId, user: UserId, seen: Omit<Sighting, 'kept'>, now: number): void {
    const key = `${session}/${user}`;
    const kept = this.#seen.get(key)?.kept ?? 0;
    const isDue = now - kept > KEPT_STEP_MS;
    if (now - this.#sweptAt > LIMITS.goneAfterMs) this.#sweep(now);
    this.#seen.set(key, { ...seen, kept: isDue ? now : kept });
    if (isDue) this.#keep(session, user, now);
  }

  /** Forgets who has been gone for long. */
  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, { at }] of this.#seen) if (now - at > LIMITS.goneAfterMs) this.#seen.delete(key);
  }
}
