/**
 * Barriers that are held for one resync: the newest covers what those before it did, and it may take long.
 */
const HELD_ACKS_MAX = 256;

/** Whether everything that a device's barriers cover has arrived. */
type State =
  | { readonly type: 'none' }
  /** It was sent a second SyncStep1. Its barriers wait for the answer. */
  | { readonly type: 'asked'; readonly held: readonly Uint8Array[] }
  /**
   * It waits for the disk to have room: what it sends is passed over until it is requested again. Its
   * barriers wait with it.
   */
  | { readonly type: 'waiting'; readonly held: readonly Uint8Array[] }
  /**
   * An update of it was refused. Its barriers are not answered until it starts over with a SyncStep1 of its
   * own.
   */
  | { readonly type: 'refused' };

/** The state between a device's barriers and their answers. */
export class Resync {
  #state: State = { type: 'none' };

  /** Records a refused update. What depends on it cannot be taken either, and needs no further word. */
  refuse(): void {
    this.#state = { type: 'refused' };
  }

  /** Starts over: the device requests everything that it lacks, so it has dropped its refused edits. */
  reset(): void {
    if (this.#state.type === 'refused') this.#state = { type: 'none' };
  }

  /** Takes nothing of the device for now. */
  suspend(): void {
    if (this.#state.type === 'refused' || this.#state.type === 'waiting') return;
    this.#state = { type: 'waiting', held: this.#state.type === 'asked' ? this.#state.held : [] };
  }

  /** Ends the suspension. Returns whether what was passed over is to be requested. */
  resume(): boolean {
    if (this.#state.type !== 'waiting') return false;
    this.#state = { type: 'asked', held: this.#state.held };
    return true;
  }

  get isSuspended(): boolean {
    return this.#state.type === 'waiting';
  }

  /** Returns false where it was requested already, or where the device has to start over. */
  ask(): boolean {
    if (this.#state.type !== 'none') return false;
    this.#state = { type: 'asked', held: [] };
    return true;
  }

  /** Returns the barriers that waited for the device's answer, in order. */
  answered(): readonly Uint8Array[] {
    if (this.#state.type !== 'asked') return [];
    const { held } = this.#state;
    this.#state = { type: 'none' };
    return held;
  }

  /**
   * Holds a barrier back while something is missing that it covers. Returns false where it is to be answered
   * now.
   */
  holdAck(payload: Uint8Array): boolean {
    if (this.#state.type === 'none') return false;
    if (this.#state.type === 'refused') return true;
    this.#state = { ...this.#state, held: [...this.#state.held, payload].slice(-HELD_ACKS_MAX) };
    return true;
  }
}
