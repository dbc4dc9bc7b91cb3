import type { Buffer } from 'node:buffer';
import type { WebSocket } from 'ws';

type PassOn = (data: Buffer, isBinary: boolean) => void;

/**
 * The messages of one socket, passed on in order, and held back while it is throttled. Begins with `listen`.
 */
export class Inbox {
  readonly #ws: WebSocket;
  readonly #passOn: PassOn;
  /** Messages that had been read before the throttling began: no more than the system gives at once. */
  readonly #queue: Parameters<PassOn>[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** The end of the throttling; ms, monotonic. */
  #until = 0;
  #isStopped = false;

  /** `ws` is paused. */
  constructor(ws: WebSocket, passOn: PassOn) {
    this.#ws = ws;
    this.#passOn = passOn;
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#isStopped) return;
      if (this.isThrottled || this.#queue.length > 0) this.#queue.push([data, isBinary]);
      else passOn(data, isBinary);
    });
  }

  get isThrottled(): boolean {
    return this.#timer !== undefined;
  }

  listen(): void {
    if (!this.isThrottled) this.#resume();
  }

  /** Reads nothing for at least so long. TCP slows the sender down. */
  throttle(ms: number): void {
    const until = performance.now() + ms;
    if (this.isThrottled && until <= this.#until) return;
    this.#until = until;
    clearTimeout(this.#timer);
    this.#ws.pause();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#resume();
    }, ms);
  }

  /** Passes nothing on any more. What still comes is read, so that the peer's answer to a close is. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue.length = 0;
    this.#ws.resume();
  }

  #resume(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      this.#passOn(...next);
      if (this.isThrottled || this.#isStopped) return;
    }
    this.#ws.resume();
  }
}
