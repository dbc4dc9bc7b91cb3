/**
 * The other tabs whose updates are in this document and not on the disk yet, each with the number of the own
 * update that covers them. Once that is on the disk, the tab gets its confirmation.
 */
export class PendingConfirmations {
  readonly #pending = new Map<string, { readonly theirs: number; readonly ours: number }>();
  readonly #confirm: (tab: string, through: number) => void;

  constructor(confirm: (tab: string, through: number) => void) {
    this.#confirm = confirm;
  }

  add(tab: string, theirs: number, ours: number): void {
    this.#pending.set(tab, { theirs, ours });
  }

  clear(): void {
    this.#pending.clear();
  }

  /** Confirms what is covered by own updates up to `savedThrough`: those are on the disk. */
  settle(savedThrough: number): void {
    for (const [tab, { theirs, ours }] of this.#pending) {
      if (ours > savedThrough) continue;
      this.#pending.delete(tab);
      this.#confirm(tab, theirs);
    }
  }
}
