import type { SessionId } from '../../shared/ids.ts';
import type { LiveRecord, Members, Sessions, Shares } from '../access/index.ts';
import type { Rooms } from '../rooms/index.ts';
import type { SessionLifecycle } from './session-lifecycle.ts';

const PAGE_COUNT = 100;

export interface SweepOptions {
  readonly lifecycle: SessionLifecycle;
  readonly sessions: Sessions;
  readonly shares: Shares;
  readonly rooms: Pick<Rooms, 'isHeld'>;
  /** Between two sweeps. */
  readonly everyMs: number;
  /** The age, by the relay's `SeenClock`, at which an unused session is archived; undefined: none is. */
  readonly archiveAfterMs: number | undefined;
  /** The age at which an unused session is deleted; undefined: none is. */
  readonly deleteAfterMs: number | undefined;
  /**
   * The age at which an unused session that only its maker ever joined is discarded; undefined or left out:
   * none is.
   */
  readonly unshared?:
    | { readonly afterMs: number; readonly members: Pick<Members, 'hasOnlyHost'> }
    | undefined;
  readonly onSwept: (swept: Swept) => void | Promise<void>;
  readonly onNotice: (message: string, error?: unknown) => void;
}

/** How many of each. */
export interface Swept {
  readonly sessions: number;
  readonly archived: number;
  readonly deleted: number;
  /** Discarded, as nobody but their maker ever joined them. */
  readonly unshared: number;
  /** Share codes that had expired. */
  readonly codes: number;
  /** Files, documents and entries of lists that were deleted as they belonged to nothing. */
  readonly strays: number;
  /** Sessions that something went wrong with; each was reported. */
  readonly failed: number;
}

type Done = 'archived' | 'deleted' | 'unshared' | undefined;

/** Sweeps all sessions from time to time, one after the other. Whoever made it calls `close`. */
export class Sweeper {
  readonly #options: SweepOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<unknown> | undefined;
  #isClosed = false;

  constructor(options: SweepOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.sweep(), options.everyMs);
  }

  /**
   * Sweeps now, by the relay's `SeenClock`, or joins a sweep under way. Never rejects: failures are reported.
   */
  async sweep(now = this.#options.sessions.clock.now()): Promise<void> {
    this.#running ??= this.#sweep(now)
      .then(this.#options.onSwept)
      .catch(error => this.#options.onNotice('a sweep failed', error))
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
  }

  /** Resolves when the session at hand is finished. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #sweep(now: number): Promise<Swept> {
    const { sessions, shares, lifecycle, onNotice } = this.#options;
    const jumped = await sessions.clock.keep();
    if (jumped !== undefined) onNotice(jumped);
    const count = { sessions: 0, archived: 0, deleted: 0, unshared: 0, codes: 0, strays: 0, failed: 0 };
    let after: string | undefined;
    for (;;) {
      const page = await sessions.list(after, PAGE_COUNT);
      for (const [id, session] of page) {
        if (this.#isClosed) return count;
        count.sessions += 1;
        try {
          const done = await this.#sweepOne(id, session, now);
          if (done) count[done] += 1;
          if (done !== 'deleted' && done !== 'unshared') count.codes += await shares.dropExpired(id, now);
        } catch (error) {
          count.failed += 1;
          onNotice('a session was left out of the sweep', error);
        }
      }
      after = page.at(-1)?.[0];
      if (after === undefined) break;
    }
    count.strays = await lifecycle.recover(now);
    return count;
  }

  async #sweepOne(id: SessionId, session: LiveRecord, now: number): Promise<Done> {
    const { rooms, sessions, lifecycle, archiveAfterMs, deleteAfterMs, unshared } = this.#options;
    // Plain clients send no heartbeats. A record from before times were kept counts from now on, and so does
    // one from a clock that was wrong.
    if (rooms.isHeld(id) || session.accessed === 0 || session.accessed > now) {
      await sessions.touch(id, now);
      return undefined;
    }
    const idleMs = now - session.accessed;
    if (deleteAfterMs !== undefined && idleMs > deleteAfterMs) {
      return (await lifecycle.delete(id, now - deleteAfterMs)).ok ? 'deleted' : undefined;
    }
    if (unshared && idleMs > unshared.afterMs && (await unshared.members.hasOnlyHost(id))) {
      return (await lifecycle.discard(id, now - unshared.afterMs)).ok ? 'unshared' : undefined;
    }
    if (archiveAfterMs === undefined || idleMs <= archiveAfterMs || session.state === 'archived')
      return undefined;
    return (await lifecycle.archive(id, now - archiveAfterMs)).ok ? 'archived' : undefined;
  }
}
