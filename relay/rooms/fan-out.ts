import { Buffer } from 'node:buffer';
import { LIMITS } from '../../shared/limits.ts';
import { awarenessFrame } from './frames.ts';
import type { PresenceEntry } from './presence.ts';

/** A receiver of whole frames, in order, as one write. */
export interface Receiver {
  write(frames: readonly Buffer[]): void;
}

interface Queued<H> {
  readonly frame: Buffer;
  readonly from: H;
}

/**
 * Sends frames to all receivers of a room. Fan-out is a matter of system calls, so everything of a window
 * goes to each receiver as one write of bytes that were built once. The first frame after a quiet moment is
 * sent at once; what follows within the window at its end.
 */
export class FanOut<H extends Receiver> {
  readonly #receivers: ReadonlySet<H>;
  readonly #now: () => number;
  #frames: Queued<H>[] = [];
  /** The newest state of each client id: older ones of the same window are not worth sending. */
  readonly #presence = new Map<number, { readonly bytes: Uint8Array; readonly from: H | undefined }>();
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;

  /** `receivers` is read at each flush. `now` is in ms, monotonic. */
  constructor(receivers: ReadonlySet<H>, now: () => number = () => performance.now()) {
    this.#receivers = receivers;
    this.#now = now;
  }

  frame(frame: Buffer, from: H): void {
    if (this.#timer === undefined && this.#waitMs() <= 0) {
      // Most sessions are quiet most of the time: nothing to gather, nothing to sort.
      this.#flushedAt = this.#now();
      const alone = [frame];
      for (const receiver of this.#receivers) if (receiver !== from) receiver.write(alone);
      return;
    }
    this.#frames.push({ frame, from });
    this.#schedule();
  }

  /** Sends a state to all but `from`; undefined for a state that the relay itself gives. */
  presence({ client, bytes }: PresenceEntry, from: H | undefined): void {
    this.#presence.set(client, { bytes, from });
    this.#schedule();
  }

  /** Sends what is queued. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = this.#now();
    const frames = this.#frames;
    const presence = [...this.#presence.values()];
    this.#frames = [];
    this.#presence.clear();
    if (frames.length + presence.length === 0) return;
    const senders = new Set<H | undefined>([...frames, ...presence].map(each => each.from));
    const everything = this.#piecesFor(undefined, frames, presence);
    const whole = everything.length === 1 ? everything : [Buffer.concat(everything)];
    for (const receiver of [...this.#receivers]) {
      const pieces = senders.has(receiver) ? this.#piecesFor(receiver, frames, presence) : whole;
      if (pieces.length > 0) receiver.write(pieces);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Returns all but what `receiver` sent itself: it has that already, and presence that comes back would be
   * sent again by plain clients.
   */
  #piecesFor(
    receiver: H | undefined,
    frames: readonly Queued<H>[],
    presence: readonly { readonly bytes: Uint8Array; readonly from: H | undefined }[],
  ): Buffer[] {
    const isOthers = ({ from }: { readonly from: H | undefined }): boolean =>
      receiver === undefined || from !== receiver;
    const pieces = frames.filter(isOthers).map(each => each.frame);
    const states = presence.filter(isOthers).map(each => each.bytes);
    if (states.length > 0) pieces.push(awarenessFrame(states));
    return pieces;
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#waitMs();
    if (wait <= 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), wait);
  }

  #waitMs(): number {
    return this.#flushedAt + LIMITS.fanOutWindowMs - this.#now();
  }
}
