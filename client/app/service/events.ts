import { effect, type ReadonlySignal } from '@preact/signals-core';
import { uuidv4 } from 'lib0/random';
import { isPassing } from '../../../shared/errors/policy.ts';
import { type AppError, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { EventTable } from '../../disk/index.ts';
import type { SessionApi } from '../../link/index.ts';
import type { DeviceEvent } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { Outbox } from './outbox.ts';

/** Events in one request, at most. */
const BATCH_COUNT = 200;

export interface EventOptions {
  readonly id: SessionId;
  readonly table: EventTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  readonly isPresenting: ReadonlySignal<boolean>;
  readonly report: (error: AppError) => void;
}

/**
 * Records when this person enters and leaves AR with the session, and reports it when there is a relay.
 * Returns the way to stop.
 */
export function reportEvents({ id, table, api, isLive, isPresenting, report }: EventOptions): () => void {
  async function send(): Promise<Result<void>> {
    for (;;) {
      const waiting = await table.waiting(id);
      if (!waiting.ok) return waiting;
      const batch = waiting.value.slice(0, BATCH_COUNT);
      if (batch.length === 0) return ok(undefined);
      const reported = await api.report(batch);
      if (!reported.ok && isPassing(reported.error)) return reported;
      // Events that the relay does not take now it will not take later either: an older one knows fewer of
      // them.
      if (!reported.ok) console.warn(`The relay does not take this device's events: ${reported.error.code}`);
      const removed = await table.remove(
        id,
        batch.map(each => each.id),
      );
      if (!removed.ok) return removed;
    }
  }
  const outbox = new Outbox(isLive, send);

  async function record(type: DeviceEvent['type']): Promise<void> {
    const kept = await table.add(id, { id: uuidv4(), type, at: deviceNow() });
    if (kept.ok) outbox.poke();
    else report(kept.error);
  }
  let isInside = false;
  const turn = (inside: boolean): void => {
    if (inside === isInside) return;
    isInside = inside;
    void record(inside ? 'ar.entered' : 'ar.left');
  };
  const stop = effect(() => turn(isPresenting.value));
  return () => {
    stop();
    turn(false);
    outbox.close();
  };
}
