import type { Duplex } from 'node:stream';

/** The delay of a refusal. */
const HOLD_MS = 2_000;
/**
 * Sockets that are held at once. More are cut without a word, which to a browser is a relay that cannot be
 * reached.
 */
const HELD_MAX_COUNT = 500;

/**
 * Holds sockets that are to be refused, and reads nothing from them meanwhile: a client that reconnects at
 * once is no quicker than this, and what it has sent stays on its side.
 */
export class Tarpit {
  readonly #held = new Map<Duplex, () => void>();

  /** Calls `answer` after the delay, once; never where the socket is closed by then. */
  hold(socket: Duplex, answer: () => void): void {
    if (this.#held.size >= HELD_MAX_COUNT) {
      socket.destroy();
      return;
    }
    const timer = setTimeout(() => this.#held.get(socket)?.(), HOLD_MS);
    const forget = (): void => {
      clearTimeout(timer);
      this.#held.delete(socket);
    };
    socket.once('close', forget);
    this.#held.set(socket, () => {
      socket.off('close', forget);
      forget();
      answer();
    });
  }

  /** Sends all held answers at once: no socket waits for a relay that stops. */
  release(): void {
    for (const answer of [...this.#held.values()]) answer();
  }
}
