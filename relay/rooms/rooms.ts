import type { SessionPolicy } from '../../shared/api/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { CLOSE_FOR_NOW } from '../../shared/protocol.ts';
import type { QuotaHolder } from '../access/index.ts';
import type { SessionEvent } from '../analytics/index.ts';
import { Emitter } from '../emitter.ts';
import { DurableDocument, type OnStoreFailure } from './durable-document.ts';
import { type Meter, Room } from './room.ts';

export interface RoomsOptions {
  /** How long an empty room stays in memory, and the interval of keep-alives. */
  readonly roomIdleMs: number;
  readonly keepAliveMs: number;
  /**
   * Resolves when the session's document is in the store and stays there as long as its room is held; rejects
   * where it cannot be.
   */
  readonly beforeLoad?: (id: SessionId) => Promise<void>;
  /**
   * Called when a room is closed and everything that it accepted is on disk; opening the session again waits
   * for it. `name`: the session's.
   */
  readonly onClosed?: (id: SessionId, name: string) => Promise<unknown>;
  /** False while the disk is nearly full; call `diskSpaceChanged` whenever it changes. */
  readonly hasDiskSpace?: () => boolean;
  /** The relay's `SeenClock`, which unused client ids age by. */
  readonly seen?: () => number;
  /** Called once for a room that cannot be opened, though devices go on trying, until it can be again. */
  readonly onUnopened?: (id: SessionId, error: unknown) => void;
  /**
   * Counts bytes that are to be stored in a session; returns how long (ms) their sender has to wait. Left
   * out: nobody has to.
   */
  readonly charge?: (id: SessionId, from: QuotaHolder, bytes: number) => number;
  /** Returns bytes that `charge` counted and that were not stored in the end. */
  readonly giveBack?: (id: SessionId, from: QuotaHolder, bytes: number) => void;
  readonly onStoreFailure: OnStoreFailure;
  readonly onNotice: (message: string, error?: unknown) => void;
  /** Counts the outcome of each update, and how long each barrier took, in ms. */
  readonly meter: Meter;
}

/** The data that decides the capacity of a session. */
export interface SessionCapacity {
  readonly host: string;
  readonly policy: SessionPolicy;
}

interface Held {
  readonly room: Promise<Room>;
  /** The room once it is loaded. */
  live: Room | undefined;
  idle: NodeJS.Timeout | undefined;
}

/**
 * The live rooms: each is loaded once, however many ask, and closed some time after the last connection has
 * left.
 */
export class Rooms {
  /** Emits what happens in the rooms, for the activity of each session. */
  readonly events = new Emitter<[SessionId, SessionEvent]>();
  readonly #store: RelayStore;
  readonly #options: RoomsOptions;
  readonly #held = new Map<SessionId, Held>();
  /** Rooms that are closing: a session is not loaded again before its last room has closed. */
  readonly #ending = new Map<SessionId, Promise<void>>();
  /** Those that could not be opened when that was last tried. */
  readonly #unopened = new Set<SessionId>();
  readonly #heartbeat: NodeJS.Timeout;
  #isClosed = false;

  constructor(store: RelayStore, options: RoomsOptions) {
    this.#store = store;
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#tick(), options.keepAliveMs / 4);
  }

  /**
   * Returns the session's room, loaded; undefined once the rooms are closed. Rejects where the store does. It
   * may have ended by the time its caller continues, so check `isEnded`, and join it in the same turn.
   */
  async open(id: SessionId): Promise<Room | undefined> {
    if (this.#isClosed) return undefined;
    const held = this.#held.get(id) ?? this.#load(id);
    this.#startIdleTimer(id, held);
    return held.room;
  }

  /** Returns the session's room where it is in memory. */
  live(id: SessionId): Room | undefined {
    return this.#held.get(id)?.live;
  }

  /** Rooms in memory. */
  get count(): number {
    return this.#held.size;
  }

  /** Whether the session's room is in memory, loading, or closing. */
  isHeld(id: SessionId): boolean {
    return this.#held.has(id) || this.#ending.has(id);
  }

  diskSpaceChanged(): void {
    for (const { live } of this.#held.values()) live?.diskSpaceChanged();
  }

  /** Returns who is connected to a session. */
  connected(id: SessionId): ReadonlySet<string> {
    return new Set([...(this.live(id)?.connections ?? [])].map(each => each.user));
  }

  /**
   * Returns why one more socket of `user` is refused; undefined where it is not. The host always gets in, and
   * takes nobody's place.
   */
  fullFor(id: SessionId, user: string, { host, policy }: SessionCapacity): string | undefined {
    const connections = [...(this.live(id)?.connections ?? [])];
    const own = connections.filter(each => each.user === user).length;
    if (own >= LIMITS.socketsPerParticipantCount) return `${own} sockets of yours are in this session`;
    const people = this.connected(id);
    const guests = people.size - (people.has(host) ? 1 : 0);
    const max = policy.max_participants;
    return own > 0 || user === host || guests < max ? undefined : `session is full (${guests} of ${max})`;
  }

  /**
   * Closes a session's room, and everybody in it with `code`. Resolves when everything that it accepted is on
   * disk.
   */
  async end(id: SessionId, code: number, reason: string): Promise<void> {
    const held = this.#held.get(id);
    if (held) this.#end(id, held, code, reason);
    await this.#ending.get(id);
  }

  /**
   * Closes everybody with `code`. Resolves when everything that was accepted is on disk, or the disk has
   * failed.
   */
  async close(code: number, reason: string): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const [id, held] of [...this.#held]) this.#end(id, held, code, reason);
    await Promise.all(this.#ending.values());
  }

  #load(id: SessionId): Held {
    const load = async (): Promise<Room> => {
      await this.#ending.get(id);
      await this.#options.beforeLoad?.(id);
      const { onStoreFailure, seen } = this.#options;
      const document = await DurableDocument.load(id, this.#store, onStoreFailure, seen);
      held.live = new Room(id, document, {
        onEmpty: () => this.#startIdleTimer(id, held),
        onBroken: error => {
          this.#options.onNotice('a room starts again from the store', error);
          this.#end(id, held, CLOSE_FOR_NOW.restarts, 'the room starts again');
        },
        onNotice: this.#options.onNotice,
        hasDiskSpace: this.#options.hasDiskSpace ?? (() => true),
        charge: (from, bytes) => this.#options.charge?.(id, from, bytes) ?? 0,
        giveBack: (from, bytes) => this.#options.giveBack?.(id, from, bytes),
        meter: this.#options.meter,
        onEvent: event => this.events.emit(id, event),
      });
      this.#unopened.delete(id);
      // The caller may have gone while it was loaded.
      this.#startIdleTimer(id, held);
      return held.live;
    };
    const held: Held = { room: load(), live: undefined, idle: undefined };
    this.#held.set(id, held);
    held.room.catch(error => {
      if (!this.#unopened.has(id)) this.#options.onUnopened?.(id, error);
      this.#unopened.add(id);
      clearTimeout(held.idle);
      // By now another may stand in its place.
      if (this.#held.get(id) === held) this.#held.delete(id);
    });
    return held;
  }

  /** Restarts the time after which an empty room is closed. */
  #startIdleTimer(id: SessionId, held: Held): void {
    clearTimeout(held.idle);
    held.idle = setTimeout(() => {
      // Decided and done in one turn, or somebody could join in between.
      if (held.live?.connections.size === 0) this.#end(id, held, CLOSE_FOR_NOW.goingAway, 'idle');
    }, this.#options.roomIdleMs);
  }

  #end(id: SessionId, held: Held, code: number, reason: string): void {
    // A room ends once, and never in the place of the one that came after it.
    if (this.#held.get(id) !== held) return;
    this.#held.delete(id);
    clearTimeout(held.idle);
    const close = async (room: Room): Promise<void> => {
      const { name } = room.view;
      await room.end(code, reason);
      await this.#options.onClosed?.(id, name);
    };
    const ended = held.live ? close(held.live) : held.room.then(close);
    const ending: Promise<void> = ended
      .catch(error => this.#options.onNotice('a room could not be closed', error))
      .finally(() => {
        clearTimeout(held.idle);
        if (this.#ending.get(id) === ending) this.#ending.delete(id);
      });
    this.#ending.set(id, ending);
  }

  #tick(): void {
    const now = performance.now();
    for (const { live } of this.#held.values()) {
      for (const connection of [...(live?.connections ?? [])])
        connection.tick(now, this.#options.keepAliveMs);
    }
  }
}
