import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Result } from '../../../shared/errors.ts';

/** Pause before the next attempt when the relay answers and has no time. */
const RETRY_MS = 30_000;

/**
 * Runs `send` while the relay can be reached and something may be pending: at every `poke`, whenever `isLive`
 * becomes true, and a while after it failed. One run at a time; a poke meanwhile causes another.
 */
export class Outbox {
  readonly #send: () => Promise<Result<void>>;
  readonly #isLive: ReadonlySignal<boolean>;
  readonly #stop: () => void;
  #state: 'idle' | 'sending' | 'poked' | 'closed' = 'idle';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` sends all that is pending, and fails where some of it is to be tried again. */
  constructor(isLive: ReadonlySignal<boolean>, send: () => Promise<Result<void>>) {
    this.#send = send;
    this.#isLive = isLive;
    this.#stop = effect(() => {
      if (isLive.value) this.poke();
    });
  }

  poke(): void {
    if (this.#state === 'idle' && this.#isLive.peek()) void this.#run();
    else if (this.#state === 'sending') this.#state = 'poked';
  }

  close(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#stop();
  }

  async #run(): Promise<void> {
    this.#state = 'sending';
    clearTimeout(this.#timer);
    const sent = await this.#send();
    const state = this.#state as 'sending' | 'poked' | 'closed';
    if (state === 'closed') return;
    this.#state = 'idle';
    if (!sent.ok) this.#timer = setTimeout(() => this.poke(), RETRY_MS);
    else if (state === 'poked') this.poke();
  }
}
