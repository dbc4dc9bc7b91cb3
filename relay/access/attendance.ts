import type { ParticipantPresence } from '../../shared/api/index.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

/** What a device says of its person. */
export type DeviceStatus = 'here' | 'away';

interface Heard {
  /** ms since epoch */
  at: number;
  status: DeviceStatus;
  /** Devices that send heartbeats are away when they stop; a plain client is as present as its socket. */
  beats: boolean;
  /** When it was last written down. */
  kept: number;
}

/** How exact what is written down is. */
const KEPT_STEP_MS = 5 * 60_000;

/**
 * Who is here, away or gone, from heartbeats and sockets. Somebody whose heartbeats stop is away, and gone
 * only after a time that is long enough for a headset taken off. In memory; `keep` writes down when somebody
 * was last seen, now and then.
 */
export class Attendance {
  readonly #heard = new Map<string, Heard>();
  #sweptAt = 0;
  readonly #keep: (session: SessionId, user: UserId, at: number) => void;

  constructor(keep: (session: SessionId, user: UserId, at: number) => void) {
    this.#keep = keep;
  }

  heartbeat(session: SessionId, user: UserId, status: DeviceStatus, now = Date.now()): void {
    this.#hear(session, user, { at: now, status, beats: true }, now);
  }

  /** A socket of theirs has come, or the last one has gone: both mean that they were here a moment ago. */
  socket(session: SessionId, user: UserId, now = Date.now()): void {
    const known = this.#heard.get(`${session}/${user}`);
    this.#hear(session, user, { at: now, status: 'here', beats: known?.beats ?? false }, now);
  }

  /** They said that they leave. */
  leave(session: SessionId, user: UserId, now = Date.now()): void {
    this.#heard.delete(`${session}/${user}`);
    this.#keep(session, user, now);
  }

  /** ms since epoch; undefined where nothing was heard lately. */
  lastSeen(session: SessionId, user: UserId): number | undefined {
    return this.#heard.get(`${session}/${user}`)?.at;
  }

  presence(session: SessionId, user: UserId, isConnected: boolean, now = Date.now()): ParticipantPresence {
    const heard = this.#heard.get(`${session}/${user}`);
    if (!heard) return isConnected ? 'here' : 'gone';
    const silentMs = now - heard.at;
    const isMissed = silentMs > LIMITS.heartbeatMissedMs;
    if (isConnected) return heard.beats && (isMissed || heard.status === 'away') ? 'away' : 'here';
    if (silentMs > LIMITS.goneAfterMs) return 'gone';
    return isMissed || heard.status === 'away' || !heard.beats ? 'away' : 'here';
  }

  #hear(session: SessionId, user: UserId, heard: Omit<Heard, 'kept'>, now: number): void {
    const key = `${session}/${user}`;
    const kept = this.#heard.get(key)?.kept ?? 0;
    const isDue = now - kept > KEPT_STEP_MS;
    if (now - this.#sweptAt > LIMITS.goneAfterMs) this.#sweep(now);
    this.#heard.set(key, { ...heard, kept: isDue ? now : kept });
    if (isDue) this.#keep(session, user, now);
  }

  /** Forgets who has been gone for long. */
  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [key, { at }] of this.#heard) if (now - at > LIMITS.goneAfterMs) this.#heard.delete(key);
  }
}
