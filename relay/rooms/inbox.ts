import type { Buffer } from 'node:buffer';
import type { WebSocket } from 'ws';

type Hand = (data: Buffer, isBinary: boolean) => void;

/**
 * Messages of one socket, handed on in order, and held back while their sender has to rest. Begins with
 * `listen`.
 */
export class Inbox {
  readonly #ws: WebSocket;
  readonly #hand: Hand;
  /** What had been read already when the rest began: no more than the system hands over at once. */
  readonly #held: Parameters<Hand>[] = [];
  #rest: NodeJS.Timeout | undefined;
  /** When the rest ends; ms, monotonic. */
  #until = 0;
  #isStopped = false;

  /** `ws` is paused. */
  constructor(ws: WebSocket, hand: Hand) {
    this.#ws = ws;
    this.#hand = hand;
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#isStopped) return;
      if (this.isThrottled || this.#held.length > 0) this.#held.push([data, isBinary]);
      else hand(data, isBinary);
    });
  }

  get isThrottled(): boolean {
    return this.#rest !== undefined;
  }

  listen(): void {
    if (!this.isThrottled) this.#goOn();
  }

  /** Reads nothing for so long at least. Its sender is slowed down by TCP. */
  throttle(ms: number): void {
    const until = performance.now() + ms;
    if (this.isThrottled && until <= this.#until) return;
    this.#until = until;
    clearTimeout(this.#rest);
    this.#ws.pause();
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#goOn();
    }, ms);
  }

  /** Nothing is handed on any more. What still comes is read, so that the peer's answer to a close is. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#held.length = 0;
    this.#ws.resume();
  }

  #goOn(): void {
    for (let next = this.#held.shift(); next; next = this.#held.shift()) {
      this.#hand(...next);
      if (this.isThrottled || this.#isStopped) return;
    }
    this.#ws.resume();
  }
}
