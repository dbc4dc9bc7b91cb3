/** The snaps that hold objects under way, so that a new one can be felt. */
export class SnapFeedback<Key> {
  readonly #by = new Map<Key, string>();

  /**
   * Returns whether a snap has just caught it; `by` is the same text for as long as the same snaps hold it,
   * empty where none does.
   */
  hasCaught(key: Key, by: string): boolean {
    const before = this.#by.get(key);
    this.#by.set(key, by);
    return by !== '' && by !== before;
  }

  knows(key: Key): boolean {
    return this.#by.has(key);
  }

  keepOnly(keys: ReadonlySet<Key>): void {
    for (const key of [...this.#by.keys()]) if (!keys.has(key)) this.#by.delete(key);
  }
}
