const REPORT_EVERY_MS = 500;

/** A throttled report of how many edits wait; that there are some, or none any more, is reported at once. */
export class WaitingCount {
  readonly #report: (waiting: number) => void;
  #now: number;
  #reported: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `reported`: the number that is known already. */
  constructor(reported: number, report: (waiting: number) => void) {
    this.#now = reported;
    this.#reported = reported;
    this.#report = report;
  }

  set(waiting: number): void {
    this.#now = waiting;
    if ((waiting === 0) !== (this.#reported === 0)) this.flush();
    else if (waiting !== this.#reported) this.#timer ??= setTimeout(() => this.flush(), REPORT_EVERY_MS);
  }

  /** Reports the number now, where it has changed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#now === this.#reported) return;
    this.#reported = this.#now;
    this.#report(this.#now);
  }
}
