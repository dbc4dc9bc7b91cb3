/**
 * By tab: its updates that are in this document, and the number of ours that covers them. It gets word when
 * that is on disk.
 */
export class PendingConfirmations {
  readonly #owed = new Map<string, { readonly theirs: number; readonly ours: number }>();
  readonly #confirm: (tab: string, through: number) => void;

  constructor(confirm: (tab: string, through: number) => void) {
    this.#confirm = confirm;
  }

  add(tab: string, theirs: number, ours: number): void {
    this.#owed.set(tab, { theirs, ours });
  }

  /** What was owed is nobody's any more. */
  forget(): void {
    this.#owed.clear();
  }

  /** All of ours up to this number are on disk. */
  settle(savedThrough: number): void {
    for (const [tab, { theirs, ours }] of this.#owed) {
      if (ours > savedThrough) continue;
      this.#owed.delete(tab);
      this.#confirm(tab, theirs);
    }
  }
}
