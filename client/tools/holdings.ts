import { newObjectId, type ObjectId } from '../../shared/ids.ts';
import type { IntentBatch, Pointer, ToolWorld } from '../model/index.ts';
import { Grab, grabbed } from './grab.ts';
import type { GrabTarget } from './reach.ts';

/** The two buttons that a pointer can close around something. */
export type GrabButton = 'select' | 'squeeze';

interface Holding {
  readonly button: GrabButton;
  readonly grab: Grab;
}

/** Grabs by pointer. Two pointers may hold the same thing. */
export class Holdings {
  readonly #byPointer = new Map<string, Holding>();

  /** Each grab once, however many pointers take part in it. */
  get grabs(): ReadonlySet<Grab> {
    return new Set([...this.#byPointer.values()].map(({ grab }) => grab));
  }

  has(pointer: string): boolean {
    return this.#byPointer.has(pointer);
  }

  grabOf(pointer: string): Grab | undefined {
    return this.#byPointer.get(pointer)?.grab;
  }

  /** The button that `pointer` holds something with. */
  buttonOf(pointer: string): GrabButton | undefined {
    return this.#byPointer.get(pointer)?.button;
  }

  /**
   * Returns the grab that an object is in. What is selected with its first object belongs to the grab of that
   * one, though it only follows.
   */
  holderOf(id: ObjectId, world: ToolWorld): Grab | undefined {
    return [...this.grabs].find(
      grab => grab.ids.includes(id) || (world.selection.has(id) && grab.follows(id)),
    );
  }

  /** Closes a pointer's hand around `target`; false where it is not free to be taken. `time` in ms. */
  take(pointer: Pointer, target: GrabTarget, button: GrabButton, world: ToolWorld, time: number): boolean {
    const joined = this.holderOf(target.id, world);
    const taken = new Set([...this.grabs].flatMap(grab => (grab === joined ? [] : grab.ids)));
    const free = joined ? [] : grabbed(target.id, world).filter(object => !taken.has(object.id));
    if (!joined && !free.some(object => object.id === target.id)) return false;
    if (joined && joined.pointers.length >= 2) return false;
    const grab = joined ?? new Grab(newObjectId(), free, time);
    grab.join({ pointer, point: target.point, near: target.near }, world, taken);
    this.#byPointer.set(pointer.id, { button, grab });
    return true;
  }

  /** Opens a pointer's hand. Returns the last intents of a grab that has no other pointer left. */
  release(pointer: string, world: ToolWorld): IntentBatch | undefined {
    const grab = this.grabOf(pointer);
    this.#byPointer.delete(pointer);
    return grab?.release(pointer, world) ? grab.final() : undefined;
  }

  /** Ends the grabs of which nothing is left to hold: deleted, locked or taken away meanwhile. */
  dropGone(world: ToolWorld): void {
    for (const grab of this.grabs) {
      if (grab.keepOnly(world)) continue;
      for (const [pointer, holding] of this.#byPointer)
        if (holding.grab === grab) this.#byPointer.delete(pointer);
    }
  }

  /** Ends everything. Returns the last intents of all grabs. */
  releaseAll(): IntentBatch[] {
    const final = [...this.grabs].map(grab => grab.final());
    this.#byPointer.clear();
    return final;
  }

  /** Pointers that hold something and are not among `pointers`. */
  without(pointers: ReadonlyMap<string, Pointer>): string[] {
    return [...this.#byPointer.keys()].filter(id => !pointers.has(id));
  }
}
