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

/** So many events go in one request. */
const BATCH_COUNT = 200;

export interface EventOptions {
  readonly id: SessionId;
  readonly shelf: EventTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  readonly isPresenting: ReadonlySignal<boolean>;
  readonly report: (error: AppError) => void;
}

/**
 * Notes when this person enters and leaves AR with the session, and tells the relay when there is one.
 * Returns the way to stop.
 */
export function reportEvents({ id, shelf, api, isLive, isPresenting, report }: EventOptions): () => void {
  async function send(): Promise<Result<void>> {
    for (;;) {
      const waiting = await shelf.waiting(id);
      if (!waiting.ok) return waiting;
      const batch = waiting.value.slice(0, BATCH_COUNT);
      if (batch.length === 0) return ok(undefined);
      const told = await api.report(batch);
      if (!told.ok && isPassing(told.error)) return told;
      // What the relay does not want it will not want later either: an older one knows fewer events.
      if (!told.ok) console.warn(`The relay does not take this device's events: ${told.error.code}`);
      const removed = await shelf.remove(
        id,
        batch.map(each => each.id),
      );
      if (!removed.ok) return removed;
    }
  }
  const outbox = new Outbox(isLive, send);

  async function note(type: DeviceEvent['type']): Promise<void> {
    const kept = await shelf.add(id, { id: uuidv4(), type, at: deviceNow() });
    if (kept.ok) outbox.poke();
    else report(kept.error);
  }
  let isInside = false;
  const turn = (inside: boolean): void => {
    if (inside === isInside) return;
    isInside = inside;
    void note(inside ? 'ar.entered' : 'ar.left');
  };
  const stop = effect(() => turn(isPresenting.value));
  return () => {
    stop();
    turn(false);
    outbox.close();
  };
}
