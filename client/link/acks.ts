/**
 * Counts the edits of this device that the relay has not confirmed as on its disk. A barrier confirms
 * everything that was sent before it on the same socket, so what an older socket sent is confirmed by nobody:
 * `forget` its barriers. No I/O.
 */
export class Acks {
  #edits: number;
  #confirmed = 0;
  #barrier = 0;
  /** Barriers on their way, and how many edits each covers. */
  readonly #sent = new Map<number, number>();

  /** `waiting`: edits from before, when the session was last open here. */
  constructor(waiting: number) {
    this.#edits = waiting;
  }

  get waiting(): number {
    return this.#edits - this.#confirmed;
  }

  edited(): void {
    this.#edits += 1;
  }

  /** The number of a new barrier, to be sent now. */
  barrier(): number {
    this.#barrier += 1;
    this.#sent.set(this.#barrier, this.#edits);
    return this.#barrier;
  }

  /** Answers of barriers up to now count for nothing. */
  forget(): void {
    this.#sent.clear();
  }

  /** True where this answers a barrier of this socket. */
  confirm(barrier: number): boolean {
    const covered = this.#sent.get(barrier);
    if (covered === undefined) return false;
    // Answers come in order: older barriers cover less.
    for (const each of this.#sent.keys()) if (each <= barrier) this.#sent.delete(each);
    this.#confirmed = Math.max(this.#confirmed, covered);
    return true;
  }
}
