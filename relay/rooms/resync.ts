/** Barriers that wait for one resync: the newest covers what those before it did, and a wait may be long. */
const HELD_ACKS_MAX = 256;

/** Whether what a device's barriers cover is all here. */
type State =
  | { readonly type: 'none' }
  /** It was asked again with a second SyncStep1. Its barriers wait for the answer. */
  | { readonly type: 'asked'; readonly held: readonly Uint8Array[] }
  /**
   * It waits for the disk to have room: what it sends is passed over until it is asked again. Its barriers
   * wait with it.
   */
  | { readonly type: 'waiting'; readonly held: readonly Uint8Array[] }
  /**
   * An update of it was refused. Its barriers are answered no more until it starts over with a SyncStep1 of
   * its own.
   */
  | { readonly type: 'refused' };

/** What stands between a device and the answers to its barriers. */
export class Resync {
  #state: State = { type: 'none' };

  /** An update of it was not taken. What hangs on that cannot be taken either, and needs no further word. */
  refuse(): void {
    this.#state = { type: 'refused' };
  }

  /** It asks for everything that it lacks: whatever it had of refused edits is behind it. */
  reset(): void {
    if (this.#state.type === 'refused') this.#state = { type: 'none' };
  }

  /** Nothing of it is taken for now. */
  suspend(): void {
    if (this.#state.type === 'refused' || this.#state.type === 'waiting') return;
    this.#state = { type: 'waiting', held: this.#state.type === 'asked' ? this.#state.held : [] };
  }

  /** What it waited for is there. Answers whether it is to be asked for what was passed over. */
  resume(): boolean {
    if (this.#state.type !== 'waiting') return false;
    this.#state = { type: 'asked', held: this.#state.held };
    return true;
  }

  get isSuspended(): boolean {
    return this.#state.type === 'waiting';
  }

  /** Answers false where it was asked again already, or where it has to start over. */
  ask(): boolean {
    if (this.#state.type !== 'none') return false;
    this.#state = { type: 'asked', held: [] };
    return true;
  }

  /** The device has answered: the barriers that waited for it, in order. */
  answered(): readonly Uint8Array[] {
    if (this.#state.type !== 'asked') return [];
    const { held } = this.#state;
    this.#state = { type: 'none' };
    return held;
  }

  /**
   * Keeps a barrier back while not all is here that it covers. Answers false where it is to be answered now.
   */
  holdAck(payload: Uint8Array): boolean {
    if (this.#state.type === 'none') return false;
    if (this.#state.type === 'refused') return true;
    this.#state = { ...this.#state, held: [...this.#state.held, payload].slice(-HELD_ACKS_MAX) };
    return true;
  }
}
