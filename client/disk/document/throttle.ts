/** Runs something on request: at the end of the current task, and at most once in `everyMs`. */
export class Throttle {
  readonly #run: () => void;
  readonly #everyMs: number;
  #request: { readonly timer: ReturnType<typeof setTimeout> | undefined } | undefined;
  #ranAt = Number.NEGATIVE_INFINITY;

  constructor(run: () => void, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  request(): void {
    if (this.#request) return;
    const wait = this.#ranAt + this.#everyMs - performance.now();
    const request = { timer: wait > 0 ? setTimeout(() => this.#go(), wait) : undefined };
    this.#request = request;
    if (request.timer === undefined) {
      queueMicrotask(() => {
        if (this.#request === request) this.#go();
      });
    }
  }

  cancel(): void {
    clearTimeout(this.#request?.timer);
    this.#request = undefined;
  }

  #go(): void {
    this.#request = undefined;
    this.#ranAt = performance.now();
    this.#run();
  }
}
