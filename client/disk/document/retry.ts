const MIN_MS = 1_000;
const MAX_MS = 30_000;

/** Runs something again after failures, with exponential backoff until it succeeds. */
export class Retry {
  readonly #run: () => void;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: () => void) {
    this.#run = run;
  }

  failed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#run, Math.min(MIN_MS * 2 ** this.#failures, MAX_MS));
    this.#failures += 1;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
