import { newObjectId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { HeldObject } from '../../shared/session/index.ts';
import type { IntentBatch } from '../model/index.ts';
import type { GizmoEvent } from '../scene/index.ts';

/**
 * A drag of the screen's handles, as the document and the others should see it: held while it lasts, a checkpoint now and then, one final
 * intent for all objects when it ends. The same contract that tools keep for hands.
 */
export class HandleDrag {
  readonly #write: (batch: IntentBatch) => void;
  #gesture = '';
  #checkpoint = 0;
  #held: readonly HeldObject[] = [];

  constructor(write: (batch: IntentBatch) => void) {
    this.#write = write;
  }

  get held(): readonly HeldObject[] {
    return this.#held;
  }

  /** `now` in ms. */
  change({ phase, placements }: GizmoEvent, now: number): void {
    if (phase === 'start') {
      this.#gesture = newObjectId();
      this.#checkpoint = now;
    }
    const isOver = phase === 'end' || phase === 'cancel';
    // A cancelled drag writes where it began: a checkpoint may already have moved things.
    if (isOver || now - this.#checkpoint >= LIMITS.checkpointMs) {
      this.#checkpoint = now;
      this.#write({
        gesture: this.#gesture,
        intents: placements.map(({ id, placement }) => ({ type: 'move-object', id, placement })),
      });
    }
    this.#held = isOver ? [] : placements;
  }
}
