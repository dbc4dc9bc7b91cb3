/**
 * Runs something when asked: after a quiet moment at the end of the current task, under load every `everyMs`.
 */
export class Throttle {
  readonly #run: () => void;
  readonly #everyMs: number;
  #asked: { readonly timer: ReturnType<typeof setTimeout> | undefined } | undefined;
  #ranAt = Number.NEGATIVE_INFINITY;

  constructor(run: () => void, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  request(): void {
    if (this.#asked) return;
    const wait = this.#ranAt + this.#everyMs - performance.now();
    const asked = { timer: wait > 0 ? setTimeout(() => this.#go(), wait) : undefined };
    this.#asked = asked;
    if (asked.timer === undefined) {
      queueMicrotask(() => {
        if (this.#asked === asked) this.#go();
      });
    }
  }

  cancel(): void {
    clearTimeout(this.#asked?.timer);
    this.#asked = undefined;
  }

  #go(): void {
    this.#asked = undefined;
    this.#ranAt = performance.now();
    this.#run();
  }
}
