import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RelayStore } from '../shared/ports.ts';

/** Numbers that are read when somebody asks for the metrics. */
export interface LiveCounts {
  readonly rooms: () => number;
  readonly sockets: () => number;
  readonly freeBytes: () => number;
}

const PREFIX = 'ai_frame_';
const FAST_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/**
 * One relay's numbers, as Prometheus reads them. Labels name kinds of things, never a session or a person.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #updates: Counter<'outcome'>;
  readonly #acks: Histogram;
  readonly #slowed: Counter;
  readonly #store: Histogram<'operation'>;
  readonly #http: Histogram<'method' | 'route' | 'status'>;
  readonly #security: Counter<'event'>;

  constructor() {
    const registers = [this.#registry];
    this.#gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage().rss);
    this.#gauge('process_uptime_seconds', 'Since the process started.', () => process.uptime());
    this.#updates = new Counter({
      name: `${PREFIX}updates_total`,
      help: 'Document updates from devices, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    this.#acks = new Histogram({
      name: `${PREFIX}ack_seconds`,
      help: 'From a barrier to its answer: how long edits take to be on disk.',
      buckets: FAST_S,
      registers,
    });
    this.#slowed = new Counter({
      name: `${PREFIX}slowed_total`,
      help: 'Times that a person who took too much of the relay’s time was throttled.',
      registers,
    });
    this.#store = new Histogram({
      name: `${PREFIX}store_seconds`,
      help: 'What the store takes.',
      labelNames: ['operation'],
      buckets: FAST_S,
      registers,
    });
    this.#http = new Histogram({
      name: `${PREFIX}http_seconds`,
      help: 'HTTP requests, by route.',
      labelNames: ['method', 'route', 'status'],
      buckets: FAST_S,
      registers,
    });
    this.#security = new Counter({
      name: `${PREFIX}security_events_total`,
      help: 'Entries of the security log.',
      labelNames: ['event'],
      registers,
    });
  }

  /** Adds the gauges of a relay. */
  watch({ rooms, sockets, freeBytes }: LiveCounts): void {
    this.#gauge(`${PREFIX}rooms`, 'Sessions in memory.', rooms);
    this.#gauge(`${PREFIX}sockets`, 'Open sockets.', sockets);
    this.#gauge(`${PREFIX}disk_free_bytes`, 'What the disk has left.', freeBytes);
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  read(): Promise<string> {
    return this.#registry.metrics();
  }

  /** `outcome` is the gate's verdict. */
  readonly update = (outcome: string): void => this.#updates.inc({ outcome });
  /** Records the time from a barrier to its answer. */
  readonly ack = (ms: number): void => this.#acks.observe(ms / 1000);
  /** Counts a person being throttled. */
  readonly slowed = (): void => this.#slowed.inc();
  readonly security = (event: string): void => this.#security.inc({ event });

  /** `route` is the pattern, not the address. */
  http(method: string, route: string, status: number, ms: number): void {
    this.#http.observe({ method, route, status: String(status) }, ms / 1000);
  }

  /** The same store, measured. */
  measured(store: RelayStore): RelayStore {
    // Passes on what the store returns, and what it throws: a bug is no failed write.
    const timed =
      <A extends readonly unknown[], T>(operation: string, call: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> => {
        const timer = this.#store.startTimer({ operation });
        const stop = (): void => void timer();
        const answered = call(...args);
        answered.then(stop, stop);
        return answered;
      };
    return {
      load: timed('load', id => store.load(id)),
      rows: id => store.rows(id),
      append: timed('append', (id, update) => store.append(id, update)),
      compact: timed('compact', (...args) => store.compact(...args)),
      get: timed('get', (...args) => store.get(...args)),
      put: timed('put', (...args) => store.put(...args)),
      write: timed('write', changes => store.write(changes)),
      list: timed('list', (...args) => store.list(...args)),
      erase: timed('erase', (...args) => store.erase(...args)),
      documents: timed('documents', (...args) => store.documents(...args)),
      close: () => store.close(),
    };
  }
}
