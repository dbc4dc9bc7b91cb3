import type { RecordStore } from '../../shared/ports.ts';
import { CorruptData } from '../storage/index.ts';

const NAME = ['relay', 'clock'] as const;
const PAGE_COUNT = 1_000;
/**
 * The most that counts of the time between two runs: nobody knows how long it was, when all there is to tell
 * is a clock.
 */
const OFF_MAX_MS = 60 * 60_000;
/** A clock that differs by less from the time that has passed is being corrected by the system. */
const DRIFT_MAX_MS = 60_000;

export interface Clocks {
  /** The machine's clock, in ms since epoch: whoever sets it can set it wrong. */
  readonly wall: () => number;
  /** A monotonic clock, in ms from any beginning. */
  readonly steady: () => number;
}

const MACHINE: Clocks = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * The time that the relay itself has seen pass, which alone counts for the age of anything that is deleted or
 * archived for its age. It runs with the steady clock, adds an hour at most for the time between two runs,
 * and never jumps because somebody has set the machine's clock. It began as the time of day and falls behind
 * with each stop, so it is no time to show to anybody.
 */
export class SeenClock {
  readonly #store: RecordStore;
  readonly #clocks: Clocks;
  readonly #begin: number;
  readonly #steadyBegin: number;
  #looked: { readonly wall: number; readonly steady: number };
  /** The news to report of the time before this run. */
  #news: string | undefined;

  /** Continues where the last `keep` has left off. Writes nothing. Rejects where the store does. */
  static async load(store: RecordStore, clocks: Clocks = MACHINE): Promise<SeenClock> {
    const wall = clocks.wall();
    const kept = await readKept(store);
    if (!kept) return new SeenClock(store, clocks, await lastSign(store, wall), undefined);
    const off = wall - kept.wall;
    const credit = Math.min(Math.max(off, 0), OFF_MAX_MS);
    const news =
      off > OFF_MAX_MS
        ? `by the clock the relay was off for ${inWords(off)}: an hour of that counts for the age of things`
        : off < -DRIFT_MAX_MS
          ? `the clock is ${inWords(-off)} behind what it was when the relay last ran`
          : undefined;
    return new SeenClock(store, clocks, kept.seen + credit, news);
  }

  private constructor(store: RecordStore, clocks: Clocks, begin: number, news: string | undefined) {
    this.#store = store;
    this.#clocks = clocks;
    this.#begin = begin;
    this.#news = news;
    this.#looked = { wall: clocks.wall(), steady: clocks.steady() };
    this.#steadyBegin = this.#looked.steady;
  }

  /** Returns ms, to be compared with earlier times of this clock only. */
  now(): number {
    return Math.floor(this.#begin + this.#clocks.steady() - this.#steadyBegin);
  }

  /**
   * Writes how far it has come. Returns one sentence for the log where the machine's clock has jumped since
   * the last call. Rejects where the store does.
   */
  async keep(): Promise<string | undefined> {
    const wall = this.#clocks.wall();
    const steady = this.#clocks.steady();
    const drift = wall - this.#looked.wall - (steady - this.#looked.steady);
    this.#looked = { wall, steady };
    const news = this.#news;
    this.#news = undefined;
    await this.#store.put(...NAME, { seen: this.now(), wall });
    if (Math.abs(drift) <= DRIFT_MAX_MS) return news;
    const way = drift > 0 ? 'forward' : 'back';
    return `the machine’s clock went ${way} by ${inWords(Math.abs(drift))} at once: that does not count for the age of anything`;
  }
}

async function readKept(store: RecordStore): Promise<{ seen: number; wall: number } | undefined> {
  try {
    const { seen, wall } = (await store.get(...NAME)) ?? {};
    return typeof seen === 'number' && typeof wall === 'number' ? { seen, wall } : undefined;
  } catch (error) {
    // Without it the clock begins anew, which makes nothing older than it is.
    if (!(error instanceof CorruptData)) throw error;
    return undefined;
  }
}

/**
 * Returns when the relay is known to have run last, where it has kept no time of its own: when a session was
 * last used; `wall` where none was.
 */
async function lastSign(store: RecordStore, wall: number): Promise<number> {
  let last: number | undefined;
  let after: string | undefined;
  for (;;) {
    const page = await store.list('sessions', {
      limit: PAGE_COUNT,
      ...(after === undefined ? {} : { after }),
    });
    for (const [, { accessed }] of page) {
      if (typeof accessed === 'number' && accessed > (last ?? 0)) last = accessed;
    }
    after = page.at(-1)?.[0];
    if (after === undefined) return Math.min(last ?? wall, wall);
  }
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function inWords(ms: number): string {
  const [name, size] = UNITS.find(([, each]) => ms >= 2 * each) ?? UNITS[2];
  const count = Math.round(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
