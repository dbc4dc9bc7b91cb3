import type { AppError } from '../../shared/errors.ts';

/**
 * The slowest pace of an upload: after a grace, so many bytes a second, counted from the beginning. Only the
 * time that the relay waited counts.
 */
export interface Pace {
  readonly graceMs: number;
  readonly bytesPerSecond: number;
}

export interface IncomingOptions {
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /** Called with every piece before it is passed on; an error ends it there. */
  readonly take: (bytes: number) => AppError | undefined;
}

/** Thrown to the reader of a flow that was cut off; `Incoming.cut` says why. */
class CutOff extends Error {}

/**
 * The bytes of an upload, until they come too slowly, may not be sent any more, or find no room. Read once.
 * Where it was cut off, reading throws and `cut` says why.
 */
export class Incoming implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #options: IncomingOptions;
  #cut: AppError | undefined;

  constructor(source: AsyncIterable<Uint8Array>, options: IncomingOptions) {
    this.#source = source;
    this.#options = options;
  }

  get cut(): AppError | undefined {
    return this.#cut;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    const iterator = this.#source[Symbol.asyncIterator]();
    let [waitedMs, bytes, isOver] = [0, 0, false];
    try {
      for (;;) {
        const from = performance.now();
        const step = await this.#within(iterator.next(), this.#allowedMs(bytes) - waitedMs);
        waitedMs += performance.now() - from;
        isOver = step.done === true;
        if (step.done) return;
        bytes += step.value.length;
        const no = this.#options.take(step.value.length);
        if (no) throw this.#end(no);
        yield step.value;
      }
    } finally {
      // A source that hangs would not let go either.
      if (!isOver) void Promise.allSettled([iterator.return?.()]);
    }
  }

  #allowedMs(bytes: number): number {
    const { graceMs, bytesPerSecond } = this.#options.pace;
    return graceMs + (bytes / bytesPerSecond) * 1000;
  }

  #end(error: AppError): CutOff {
    this.#cut ??= error;
    return new CutOff(error.code);
  }

  /** Resolves as `next` does, unless that takes longer than `ms` or the sender's right ends. */
  #within<T>(next: Promise<T>, ms: number): Promise<T> {
    const { signal } = this.#options;
    return new Promise((resolve, reject) => {
      const end = (error: AppError): void => {
        settle();
        reject(this.#end(error));
      };
      const onAbort = (): void => end(signal.reason as AppError);
      const timer = setTimeout(() => end({ code: 'api/too-slow' }), Math.max(0, ms));
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
      next.then(resolve, reject).finally(settle);
    });
  }
}
