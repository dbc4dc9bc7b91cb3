import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RelayStore } from '../../shared/ports.ts';
import { Room } from './room.ts';
import { type OnStoreFailure, SavedDocument } from './saved-document.ts';

export interface RoomsOptions {
  /** How long an empty room stays in memory, and how often every socket hears something. */
  readonly roomIdleMs: number;
  readonly keepAliveMs: number;
  readonly onStoreFailure: OnStoreFailure;
  readonly onNotice: (message: string, error?: unknown) => void;
}

/** Several tabs of one person count once; their sockets are bounded all the same. */
const SOCKETS_PER_SESSION_COUNT = 4 * LIMITS.participantsPerSessionCount;

interface Held {
  readonly room: Promise<Room>;
  idle: NodeJS.Timeout | undefined;
}

/** The live rooms: each is loaded once, however many ask, and put away some time after the last has left. */
export class Rooms {
  readonly #store: RelayStore;
  readonly #options: RoomsOptions;
  readonly #held = new Map<SessionId, Held>();
  /** Rooms on their way to the disk: a session is not loaded again before its last room is through. */
  readonly #ending = new Map<SessionId, Promise<void>>();
  readonly #live = new Set<Room>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(store: RelayStore, options: RoomsOptions) {
    this.#store = store;
    this.#options = options;
    this.#heartbeat = setInterval(() => this.#tick(), options.keepAliveMs / 4);
  }

  /** The session's room, loaded. Rejects where the store cannot give it. Join it in the same turn. */
  async open(id: SessionId): Promise<Room> {
    const held = this.#held.get(id) ?? this.#load(id);
    this.#restIdle(id, held);
    return held.room;
  }

  /** Whether one more socket of `user` finds a place. */
  hasPlace(room: Room, user: string): boolean {
    if (room.connections.size >= SOCKETS_PER_SESSION_COUNT) return false;
    const users = new Set([...room.connections].map(each => each.user as string));
    return users.has(user) || users.size < LIMITS.participantsPerSessionCount;
  }

  /** Sends everybody away with `code`. Resolves when everything that was accepted is on disk, or the disk has failed. */
  async close(code: number, reason: string): Promise<void> {
    clearInterval(this.#heartbeat);
    const ids = [...this.#held.keys()];
    await Promise.all([...ids.map(id => this.#end(id, code, reason)), ...this.#ending.values()]);
  }

  #load(id: SessionId): Held {
    const load = async (): Promise<Room> => {
      await this.#ending.get(id);
      const document = await SavedDocument.load(id, this.#store, this.#options.onStoreFailure);
      const room = new Room(id, document, {
        onEmpty: () => this.#restIdle(id, held),
        onBroken: error => {
          this.#options.onNotice('a room starts again from the store', error);
          void this.#end(id, 1012, 'the room starts again');
        },
        onNotice: this.#options.onNotice,
      });
      this.#live.add(room);
      return room;
    };
    const held: Held = { room: load(), idle: undefined };
    this.#held.set(id, held);
    held.room.catch(() => {
      clearTimeout(held.idle);
      this.#held.delete(id);
    });
    return held;
  }

  /** Starts the time after which an empty room is put away over again. */
  #restIdle(id: SessionId, held: Held): void {
    clearTimeout(held.idle);
    held.idle = setTimeout(() => {
      void held.room.then(room => {
        if (room.connections.size === 0 && this.#held.get(id) === held) return this.#end(id, 1001, 'idle');
      });
    }, this.#options.roomIdleMs);
  }

  async #end(id: SessionId, code: number, reason: string): Promise<void> {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    clearTimeout(held.idle);
    const end = async (): Promise<void> => {
      const room = await held.room;
      await room.end(code, reason);
      this.#live.delete(room);
    };
    const ending = end()
      .catch(error => this.#options.onNotice('a room could not be put away', error))
      .finally(() => {
        clearTimeout(held.idle);
        this.#ending.delete(id);
      });
    this.#ending.set(id, ending);
    await ending;
  }

  #tick(): void {
    const now = performance.now();
    for (const room of this.#live) {
      for (const connection of [...room.connections]) connection.tick(now, this.#options.keepAliveMs);
    }
  }
}
