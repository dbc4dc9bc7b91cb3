import { type ReadonlySignal, signal } from '@preact/signals-core';
import { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import { decodePresence, encodePresence, type Presence } from '../../shared/session/index.ts';
import type { Peer } from '../model/index.ts';

const SEND_EVERY_MS = 1000 / LIMITS.presenceHz;
/** Changes of peers within one frame of a screen are published together. */
const SHOW_EVERY_MS = 16;

interface Changed {
  readonly added: number[];
  readonly updated: number[];
  readonly removed: number[];
}
type Timer = ReturnType<typeof setTimeout> | undefined;

/** The presence of this device and of its peers, over y-protocols awareness. The owner calls `close`. */
export class PresenceChannel {
  readonly awareness: Awareness;
  readonly #peers = signal<readonly Peer[]>([]);
  /** Decoded presence by raw state: states are replaced, never mutated. */
  #decoded = new Map<object, Presence | undefined>();
  #next: Record<string, unknown> | null | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sendTimer: Timer;
  #showTimer: Timer;

  constructor(doc: Y.Doc) {
    this.awareness = new Awareness(doc);
    // y-protocols starts with an empty state, but a device without presence is not here yet.
    this.awareness.setLocalState(null);
    this.awareness.on('change', this.#onChange);
  }

  get peers(): ReadonlySignal<readonly Peer[]> {
    return this.#peers;
  }

  /**
   * Replaces the provider's own handler, which echoes everything: each update of one peer would come back
   * once from every other.
   */
  attach(provider: WebsocketProvider): void {
    const send = provider._awarenessUpdateHandler;
    this.awareness.off('update', send);
    const me = this.awareness.clientID;
    provider._awarenessUpdateHandler = ({ added, updated, removed }: Changed, origin: unknown) => {
      const mine = [added, updated, removed].map(ids => ids.filter(id => id === me));
      if (mine.every(ids => ids.length === 0)) return;
      send({ added: mine[0], updated: mine[1], removed: mine[2] }, origin);
    };
    this.awareness.on('update', provider._awarenessUpdateHandler);
  }

  /**
   * Raises the clock of the own state, as peers forget a device whose socket ends and take only a later one.
   * To be called before the provider announces it.
   */
  renew(provider: WebsocketProvider): void {
    const state = this.awareness.getLocalState();
    if (!state) return;
    // The provider itself sends the state right after it connected.
    this.awareness.off('update', provider._awarenessUpdateHandler);
    this.awareness.setLocalState(state);
    this.awareness.on('update', provider._awarenessUpdateHandler);
  }

  /** Sends the newest presence, at most `LIMITS.presenceHz` times a second. */
  set(presence: Presence | undefined): void {
    this.#next = presence ? encodePresence(presence) : null;
    this.#sendTimer ??= setTimeout(
      () => {
        this.#sendTimer = undefined;
        this.#send();
      },
      Math.max(0, this.#sentAt + SEND_EVERY_MS - performance.now()),
    );
  }

  close(): void {
    clearTimeout(this.#sendTimer);
    clearTimeout(this.#showTimer);
    this.awareness.off('change', this.#onChange);
    this.awareness.destroy();
    this.#peers.value = [];
  }

  #send(): void {
    if (this.#next === undefined) return;
    const same = JSON.stringify(this.#next) === JSON.stringify(this.awareness.getLocalState());
    if (!same) {
      this.#sentAt = performance.now();
      this.awareness.setLocalState(this.#next);
    }
    this.#next = undefined;
  }

  readonly #onChange = (): void => {
    this.#showTimer ??= setTimeout(() => {
      this.#showTimer = undefined;
      this.#show();
    }, SHOW_EVERY_MS);
  };

  #show(): void {
    const decoded = new Map<object, Presence | undefined>();
    const peers: Peer[] = [];
    for (const [client, state] of this.awareness.getStates()) {
      if (client === this.awareness.clientID) continue;
      const presence = this.#decoded.has(state) ? this.#decoded.get(state) : decodePresence(state);
      decoded.set(state, presence);
      if (presence) peers.push({ client, presence });
    }
    this.#decoded = decoded;
    this.#peers.value = peers.sort((a, b) => a.client - b.client);
  }
}
