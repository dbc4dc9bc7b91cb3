import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { isPassingLockout } from '../../../shared/errors/policy.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SessionApi } from '../../link/index.ts';
import type { RefusedEdit } from '../../model/index.ts';
import { presentEdits } from './refused-edits.ts';
import { type SyncedDocument, trackSyncedState, unsentEdits } from './unsent-edits.ts';

/** Pause between two attempts to get in again. */
const RETRY_MS = 5_000;

export interface LockoutOptions extends SyncedDocument {
  readonly api: SessionApi;
  readonly user: ReadonlySignal<string>;
}

/** A session that the relay does not let this person into: why, and which edits the relay does not have. */
export class Lockout {
  readonly reason = signal<AppError | undefined>(undefined);
  readonly isAsked = signal(false);
  /** The edits that the relay does not have, as far as they are known. */
  readonly edits: ReadonlySignal<readonly RefusedEdit[]>;
  readonly #api: SessionApi;
  readonly #stops: readonly (() => void)[];

  constructor({ document, disk, link, api, user }: LockoutOptions) {
    const { reason, isAsked } = this;
    this.#api = api;
    /** Counts the document's changes while this person is locked out. */
    const changes = signal(0);
    this.edits = computed(() => {
      changes.value;
      if (!reason.value || !disk.metadata.value.mark) return [];
      return presentEdits(document, unsentEdits({ document, disk }, user.value));
    });
    this.#stops = [
      trackSyncedState({ document, disk, link }),
      effect(() => {
        const { state } = link.state.value;
        // An attempt that is under way changes nothing. Once the relay cannot be reached, what it said no
        // longer counts.
        if (state === 'connecting' || state === 'refused') return;
        reason.value = undefined;
        if (state === 'live') isAsked.value = false;
      }),
      effect(() => {
        if (!reason.value || !(isAsked.value || isPassingLockout(reason.value.code))) return undefined;
        const again = setInterval(() => link.retry(), RETRY_MS);
        return () => clearInterval(again);
      }),
      document.subscribe(() => {
        if (reason.peek()) changes.value += 1;
      }),
    ];
  }

  /** Undefined: it is over. */
  set(next: AppError | undefined): void {
    const before = this.reason.peek();
    // A request made for one reason may be of no use against another.
    if (next && before && next.code !== before.code) this.isAsked.value = false;
    this.reason.value = next;
  }

  /** Asks the host for whatever would end it. */
  async ask(): Promise<Result<void>> {
    const isFull = this.reason.peek()?.code === 'link/full';
    const asked = await (isFull ? this.#api.askForPlace() : this.#api.askForAccess('editor'));
    if (asked.ok) this.isAsked.value = true;
    return asked;
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
