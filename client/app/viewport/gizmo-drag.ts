import { newObjectId, type ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { HeldObject } from '../../../shared/session/index.ts';
import type { IntentBatch } from '../../model/index.ts';
import type { GizmoEvent } from '../../scene/index.ts';

type Placements = GizmoEvent['placements'];
type Exists = (id: ObjectId) => boolean;

/** A drag that is under way. */
interface Drag {
  readonly gesture: string;
  /** When something was last written (ms). */
  readonly checkpoint: number;
  readonly hasMoved: boolean;
}

/**
 * A drag of the screen's handles, as the document and the others should see it: held while it lasts, a
 * checkpoint now and then, one final intent for all objects when it ends. The same contract that tools keep
 * for hands.
 */
export class GizmoDrag {
  readonly #write: (batch: IntentBatch) => void;
  readonly #exists: Exists;
  #drag: Drag | undefined;
  #held: Placements = [];

  /** `exists`: whether an object is still in the document. */
  constructor(write: (batch: IntentBatch) => void, exists: Exists) {
    this.#write = write;
    this.#exists = exists;
  }

  get held(): readonly HeldObject[] {
    return this.#held;
  }

  /** `now` in ms. */
  change({ phase, placements }: GizmoEvent, now: number): void {
    if (phase === 'start') this.#drag = { gesture: newObjectId(), checkpoint: now, hasMoved: false };
    const drag = this.#drag;
    // The drag was ended before the pointer was released.
    if (!drag) return;
    if (phase === 'end' || phase === 'cancel') {
      // A cancelled drag writes where it began: a checkpoint may already have moved things.
      this.#finish(drag, placements);
      return;
    }
    this.#held = placements;
    const isDue = now - drag.checkpoint >= LIMITS.checkpointMs;
    if (isDue) this.#place(drag, placements);
    this.#drag = { ...drag, hasMoved: phase === 'move', checkpoint: isDue ? now : drag.checkpoint };
  }

  /** Ends the drag where it is now; later events of it are ignored. */
  letGo(): void {
    if (this.#drag) this.#finish(this.#drag, this.#drag.hasMoved ? this.#held : []);
  }

  /** True while the drag holds something that somebody has deleted. */
  get holdsDeleted(): boolean {
    return this.#held.some(({ id }) => !this.#exists(id));
  }

  #finish(drag: Drag, placements: Placements): void {
    this.#drag = undefined;
    this.#held = [];
    this.#place(drag, placements);
  }

  #place({ gesture }: Drag, placements: Placements): void {
    const intents = placements.map(({ id, placement }) => ({ type: 'move-object', id, placement }) as const);
    if (intents.length > 0) this.#write({ gesture, intents });
  }
}
