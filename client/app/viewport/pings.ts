import { LIMITS } from '../../../shared/limits.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Ping } from '../../../shared/session/index.ts';
import type { Model, OffscreenPing, Peer, SeenPing } from '../../model/index.ts';

/** The latest ping of one device. */
interface Received {
  readonly n: number;
  /** When it came (ms). */
  readonly at: number;
}

/** The pings of one session: this person's, and those of the others while they are shown. */
export class PingTracker {
  readonly #model: Pick<Model, 'pings' | 'beyond' | 'profile'>;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #received = new Map<number, Received>();
  #own: (Ping & { readonly since: number }) | undefined;
  #count = 0;

  constructor(model: Pick<Model, 'pings' | 'beyond' | 'profile'>) {
    this.#model = model;
  }

  /** This person's own, while it is shown. */
  get own(): Ping | undefined {
    if (!this.#own || performance.now() - this.#own.since > LIMITS.pingMs) return undefined;
    const { n, asks, at } = this.#own;
    return { n, asks, at };
  }

  /** Pings in this person's name, at most once every `LIMITS.pingEveryMs`. */
  send(asks: Ping['asks'], at: Vec3): void {
    const since = performance.now();
    if (this.#own && since - this.#own.since < LIMITS.pingEveryMs) return;
    this.#count += 1;
    this.#own = { n: this.#count, asks, at, since };
    const { name, color } = this.#model.profile.peek();
    this.#show({ key: `mine/${this.#count}`, asks, at, name, color, isMine: true });
  }

  /** Shows a peer's ping where it is a new one. Returns it where it was shown. */
  receive({ client, presence: { ping, name, color } }: Peer): Ping | undefined {
    const before = this.#received.get(client);
    if (!ping || before?.n === ping.n) return undefined;
    const now = performance.now();
    this.#received.set(client, { n: ping.n, at: now });
    // A device that does not throttle its pings is ignored; the network may deliver two a little closer.
    if (before && now - before.at < LIMITS.pingEveryMs / 2) return undefined;
    this.#show({ key: `${client}/${ping.n}`, asks: ping.asks, at: ping.at, name, color, isMine: false });
    return ping;
  }

  /** Marks the pings that the picture does not show; `beyond` says where. Call once per frame. */
  markOffscreen(beyond: (at: Vec3) => Pick<OffscreenPing, 'at' | 'angle'> | undefined): void {
    const { pings, beyond: marks } = this.#model;
    const before = marks.peek();
    if (pings.peek().length + before.length === 0) return;
    const next = pings.peek().flatMap(({ key, name, color, at }): OffscreenPing[] => {
      const edge = beyond(at);
      return edge ? [{ key, name, color, at: edge.at, angle: edge.angle }] : [];
    });
    if (JSON.stringify(next) !== JSON.stringify(before)) marks.value = next;
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#received = new Map();
    this.#own = undefined;
    this.#model.pings.value = [];
    this.#model.beyond.value = [];
  }

  #show(ping: SeenPing): void {
    const { pings } = this.#model;
    pings.value = [...pings.peek(), ping];
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      pings.value = pings.peek().filter(({ key }) => key !== ping.key);
    }, LIMITS.pingMs);
    this.#timers.add(timer);
  }
}
