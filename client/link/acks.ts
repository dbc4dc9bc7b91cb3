/**
 * The count of edits of this device that the relay has not confirmed as on its disk. A barrier confirms
 * everything sent before it on the same socket, and nothing of an older socket: `reset` drops those. No I/O.
 */
export class Acks {
  #edits: number;
  #confirmed = 0;
  #barrier = 0;
  /** Barriers without an ack, and how many edits each covers. */
  readonly #sent = new Map<number, number>();

  /** `waiting`: edits from before, when the session was last open here. */
  constructor(waiting: number) {
    this.#edits = waiting;
  }

  get waiting(): number {
    return this.#edits - this.#confirmed;
  }

  addEdit(): void {
    this.#edits += 1;
  }

  /** Returns the number of a new barrier, to be sent now. */
  newBarrier(): number {
    this.#barrier += 1;
    this.#sent.set(this.#barrier, this.#edits);
    return this.#barrier;
  }

  /** Drops the barriers of an older socket. */
  reset(): void {
    this.#sent.clear();
  }

  /** Counts an ack; false where it is none of this socket's barriers. */
  confirm(barrier: number): boolean {
    const covered = this.#sent.get(barrier);
    if (covered === undefined) return false;
    // Acks come in order: older barriers cover less.
    for (const each of this.#sent.keys()) if (each <= barrier) this.#sent.delete(each);
    this.#confirmed = Math.max(this.#confirmed, covered);
    return true;
  }
}
