import type { Duplex } from 'node:stream';

/** How long somebody waits for the word that they are not let in. */
const HOLD_MS = 2_000;
/**
 * Sockets that wait at once; more go without a word, which to a browser is a relay that cannot be reached.
 */
const HELD_MAX_COUNT = 500;

/**
 * Keeps sockets waiting that are to be turned away, and reads nothing of them meanwhile: whoever is back at
 * once whenever they are sent away is back no quicker than this, and what they have sent stays where it is.
 */
export class Tarpit {
  readonly #held = new Map<Duplex, () => void>();

  /** Calls `answer` after a while, once, or never where the socket is gone by then. */
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

  /** Answers everybody at once: nobody is to wait for a relay that stops. */
  release(): void {
    for (const answer of [...this.#held.values()]) answer();
  }
}
