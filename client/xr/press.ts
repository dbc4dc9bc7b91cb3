import type { Press } from '../model/index.ts';

/**
 * A button's events, told one per frame: a press that is shorter than a frame still lasts for two, so nobody
 * who looks once per frame can miss it.
 */
export class PressTrack {
  #queue: ('start' | 'end' | 'cancel')[] = [];
  #isDown = false;

  start(): void {
    this.#queue.push('start');
  }
  end(): void {
    this.#queue.push('end');
  }
  /** The press under way must not count. */
  cancel(): void {
    this.#queue = this.#isDown ? ['cancel'] : [];
  }

  /** The hand is gone: a press that was reported ends, one that was not does not count. */
  leave(): void {
    const last = this.#queue.at(-1) ?? (this.#isDown ? 'start' : 'end');
    if (last === 'start') this.#queue.push('cancel');
  }

  /** True while there is something left to tell. */
  get isBusy(): boolean {
    return this.#isDown || this.#queue.length > 0;
  }

  /** The press of this frame. */
  next(): Press {
    const event = this.#queue.shift();
    if (event === undefined) return this.#isDown ? 'held' : 'idle';
    const was = this.#isDown;
    this.#isDown = event === 'start';
    if (event === 'start') return was ? 'held' : 'pressed';
    if (!was) return this.next();
    return event === 'end' ? 'released' : 'cancelled';
  }
}
