/** Listeners of one kind of event. They subscribe once everything that they need is built. */
export class Emitter<A extends readonly unknown[]> {
  readonly #listeners = new Set<(...event: A) => void>();

  /** Returns how to unsubscribe. */
  subscribe(listener: (...event: A) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...event: A): void {
    for (const listener of this.#listeners) listener(...event);
  }
}
