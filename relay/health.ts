import type { FastifyBaseLogger } from 'fastify';
import type { AppError } from '../shared/errors.ts';
import { Emitter } from './emitter.ts';
import { CorruptData } from './storage/index.ts';

type State = { readonly type: 'ready' | 'closing' } | { readonly type: 'failed'; readonly error: AppError };

/** Whether the relay takes work. A store that fails once ends that for good. */
export class Health {
  /** Emits the failure of the store, once. */
  readonly failures = new Emitter<[AppError]>();
  readonly #log: FastifyBaseLogger;
  #state: State = { type: 'ready' };

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  get isReady(): boolean {
    return this.#state.type === 'ready';
  }

  get failure(): AppError | undefined {
    return this.#state.type === 'failed' ? this.#state.error : undefined;
  }

  close(): void {
    if (this.isReady) this.#state = { type: 'closing' };
  }

  /** Reports an error of the store. Corrupt data costs the one it belongs to: the disk works. */
  readonly report = (cause: unknown): void => {
    if (cause instanceof CorruptData) {
      this.#log.error({ err: cause }, 'something stored is left out');
      return;
    }
    if (this.#state.type === 'failed') return;
    const detail = cause instanceof Error ? cause.message : String(cause);
    const error: AppError = { code: 'store/unavailable', detail, cause };
    this.#state = { type: 'failed', error };
    this.#log.fatal({ err: cause }, 'the store failed');
    this.failures.emit(error);
  };

  /** Passes the outcome of a write to the store on, and reports one that failed. */
  readonly orFail = <T>(written: Promise<T>): Promise<T> =>
    written.catch(error => {
      this.report(error);
      throw error;
    });
}

/** The steps that undo a start. */
export class Shutdown {
  readonly #steps: (() => unknown)[] = [];
  #running: Promise<void> | undefined;

  add(...steps: readonly (() => unknown)[]): void {
    this.#steps.push(...steps);
  }

  /** Runs the steps once, one after the other, the one added last first. */
  run(): Promise<void> {
    this.#running ??= (async () => {
      for (const step of this.#steps.reverse()) await step();
    })();
    return this.#running;
  }
}
