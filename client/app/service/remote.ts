import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Result } from '../../../shared/errors.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import type { Remote } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';

/** A question to the relay whose answer is shown. */
export interface RemoteQuery<T> {
  readonly state: ReadonlySignal<Remote<T>>;
  /** Asks, by `ask` or in another way this once. Of concurrent questions the newest counts. */
  refresh(ask?: () => Promise<Result<T>>): Promise<void>;
  /** Asks again where it was asked before: an answer that nobody looks at is not fetched. */
  refreshIfAsked(): Promise<void>;
}

export function question<T>(ask: () => Promise<Result<T>>): RemoteQuery<T> {
  const state = signal<Remote<T>>({ state: 'unasked' });
  let newest = 0;

  async function refresh(by = ask): Promise<void> {
    newest += 1;
    const asked = newest;
    const before = known(state.peek());
    state.value = { state: 'asking', ...before };
    const answer = await by();
    if (asked !== newest) return;
    state.value = answer.ok
      ? { state: 'ready', value: answer.value, at: deviceNow() }
      : { state: 'failed', error: answer.error, ...before };
  }
  return {
    state,
    refresh,
    refreshIfAsked: async () => {
      if (state.peek().state !== 'unasked') await refresh();
    },
  };
}

/** The latest answer, and when it came. */
export function known<T>(remote: Remote<T>): { readonly last?: T; readonly at?: DeviceTime } {
  switch (remote.state) {
    case 'unasked':
      return {};
    case 'ready':
      return { last: remote.value, at: remote.at };
    default:
      return {
        ...(remote.last === undefined ? {} : { last: remote.last }),
        ...(remote.at === undefined ? {} : { at: remote.at }),
      };
  }
}
