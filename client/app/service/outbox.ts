import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Result } from '../../../shared/errors.ts';

/** A relay that is there and has no time is asked again this much later. */
const AGAIN_MS = 30_000;

/**
 * Runs `send` when the way to the relay is free and something may wait: at every `poke`, whenever `isLive`
 * turns true, and a while after it failed. One run at a time; a poke meanwhile brings another.
 */
export class Outbox {
  readonly #send: () => Promise<Result<void>>;
  readonly #isLive: ReadonlySignal<boolean>;
  readonly #stop: () => void;
  #state: 'idle' | 'sending' | 'poked' | 'closed' = 'idle';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` sends all that waits, and fails where some of it is to be tried again. */
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
    if (!sent.ok) this.#timer = setTimeout(() => this.poke(), AGAIN_MS);
    else if (state === 'poked') this.poke();
  }
}
