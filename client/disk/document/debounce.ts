/** Runs something after `quietMs` without a `poke`, and no later than `maxWaitMs` after the first one. */
export class Debounce {
  readonly #run: () => void;
  readonly #quietMs: number;
  readonly #maxWaitMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;

  constructor(run: () => void, quietMs: number, maxWaitMs: number) {
    this.#run = run;
    this.#quietMs = quietMs;
    this.#maxWaitMs = maxWaitMs;
  }

  poke(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#latest = now + this.#maxWaitMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#run();
      },
      Math.min(this.#quietMs, Math.max(0, this.#latest - now)),
    );
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
