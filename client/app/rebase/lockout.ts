import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { isPassingLockout } from '../../../shared/errors/policy.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SessionApi } from '../../link/index.ts';
import type { RefusedEdit } from '../../model/index.ts';
import type { Writing } from './client-id-history.ts';
import { presentEdits } from './refused-edits.ts';
import { trackSyncedState, unsentEdits } from './unsent-edits.ts';

/** Between two tries to come in again. */
const RETRY_MS = 5_000;

export interface LockoutOptions extends Writing {
  readonly api: SessionApi;
  readonly user: ReadonlySignal<string>;
}

/** A session that the relay does not let this person into: why, and what the relay has not got of theirs. */
export interface Lockout {
  readonly reason: ReadonlySignal<AppError | undefined>;
  /** What this device did since, as far as it is known. */
  readonly edits: ReadonlySignal<readonly RefusedEdit[]>;
  readonly isAsked: ReadonlySignal<boolean>;
  /** Undefined: that is over. */
  set(reason: AppError | undefined): void;
  /** Asks the host for whatever would end it. */
  ask(): Promise<Result<void>>;
  close(): void;
}

export function createOutside({ document, disk, link, api, user }: LockoutOptions): Lockout {
  const reason = signal<AppError | undefined>(undefined);
  const isAsked = signal(false);
  /** Counts what changes in the document, while that is of interest. */
  const changes = signal(0);
  const stops = [
    trackSyncedState({ document, disk, link }),
    effect(() => {
      const { state } = link.state.value;
      // A try that is under way has not changed anything; nor does what the relay said count for longer than
      // it is there.
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
  return {
    reason,
    isAsked,
    edits: computed(() => {
      changes.value;
      if (!reason.value || !disk.metadata.value.mark) return [];
      return presentEdits(document, unsentEdits({ document, disk }, user.value));
    }),
    set: next => {
      // What was asked for may be of no use against another reason.
      if (next && reason.peek() && next.code !== reason.peek()?.code) isAsked.value = false;
      reason.value = next;
    },
    ask: async () => {
      const asked = await (reason.peek()?.code === 'link/full'
        ? api.askForPlace()
        : api.askForAccess('editor'));
      if (asked.ok) isAsked.value = true;
      return asked;
    },
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
