/** Updates of one transaction; `through` is the number of the last. */
export interface WriteBatch {
  readonly updates: readonly Uint8Array[];
  readonly through: number;
}

/** The updates of a document by where they are: queued, in a transaction, on disk or lost. No I/O. */
export class WriteTracker {
  #queue: { readonly number: number; readonly update: Uint8Array }[] = [];
  #inFlight = 0;
  #lost = 0;
  #newest = 0;
  #savedThrough = 0;

  /** The number of the newest update; they grow by one. */
  get newest(): number {
    return this.#newest;
  }

  /** All updates up to this number are on disk. */
  get savedThrough(): number {
    return this.#savedThrough;
  }

  get hasQueued(): boolean {
    return this.#queue.length > 0;
  }

  /** Updates whose rows are lost: only a write of the whole document brings them to the disk. */
  get lost(): number {
    return this.#lost;
  }

  /** Updates that only memory holds. */
  get changes(): number {
    return this.#queue.length + this.#inFlight + this.#lost;
  }

  add(update: Uint8Array): void {
    this.#newest += 1;
    this.#queue.push({ number: this.#newest, update });
  }

  /** Takes all that is queued, for a transaction that ends in `written` or `failed`. */
  take(): WriteBatch | undefined {
    const last = this.#queue.at(-1);
    if (!last) return undefined;
    const updates = this.#queue.map(each => each.update);
    this.#queue = [];
    this.#inFlight += updates.length;
    return { updates, through: last.number };
  }

  written(batch: WriteBatch): void {
    this.#inFlight -= batch.updates.length;
    // After a loss nothing counts as saved until the whole document is.
    if (this.#lost === 0) this.#savedThrough = Math.max(this.#savedThrough, batch.through);
  }

  failed(batch: WriteBatch): void {
    this.#inFlight -= batch.updates.length;
    this.#lost += batch.updates.length;
  }

  /** Drops queued bytes while the disk cannot take them: the document has them. */
  dropQueue(): void {
    this.#lost += this.#queue.length;
    this.#queue = [];
  }

  /** Counts everything until now as saved: the document was replaced by another generation. */
  reset(): void {
    this.#queue = [];
    this.#lost = 0;
    this.#savedThrough = this.#newest;
  }

  /** The whole document is on disk as it was at update `through`, when `lost` updates had been lost. */
  wroteWhole(through: number, lost: number): void {
    this.#lost -= lost;
    this.savedElsewhere(through);
  }

  /** Another tab, or a write of the whole document, has put the updates up to `through` on disk. */
  savedElsewhere(through: number): void {
    this.#queue = this.#queue.filter(each => each.number > through);
    if (this.#lost === 0) this.#savedThrough = Math.max(this.#savedThrough, through);
  }
}
