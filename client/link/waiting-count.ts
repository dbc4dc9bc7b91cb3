/**
 * How often the number of waiting edits is told while it changes; that there are some, or none any more, is
 * told at once.
 */
const TELL_EVERY_MS = 500;

/** Tells how many edits wait, so that the next start knows. */
export class WaitingCount {
  readonly #tell: (waiting: number) => void;
  #now: number;
  #told: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `told`: what is known already. */
  constructor(told: number, tell: (waiting: number) => void) {
    this.#now = told;
    this.#told = told;
    this.#tell = tell;
  }

  set(waiting: number): void {
    this.#now = waiting;
    if ((waiting === 0) !== (this.#told === 0)) this.flush();
    else if (waiting !== this.#told) this.#timer ??= setTimeout(() => this.flush(), TELL_EVERY_MS);
  }

  /** Tells it now, where it is another. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#now === this.#told) return;
    this.#told = this.#now;
    this.#tell(this.#now);
  }
}
