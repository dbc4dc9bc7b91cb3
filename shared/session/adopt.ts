import * as Y from 'yjs';
import type { Frame } from '../frame.ts';
import type { ObjectId } from '../ids.ts';
import { compose, encodePlacement, IDENTITY, type Pose, relative } from '../pose.ts';
import type { SessionObject } from './changes.ts';
import { framePlacement, Hierarchy, nearestOf } from './hierarchy.ts';
import type { Intent } from './intents.ts';
import { readObject } from './read.ts';
import { root } from './schema.ts';

/** The document as it was before a list of intents. */
interface Known {
  readonly doc: Y.Doc;
  readonly objects: ReadonlyMap<ObjectId, SessionObject>;
  readonly frames: ReadonlyMap<ObjectId, Frame>;
  readonly childrenOf: (id: string) => readonly SessionObject[];
}

/**
 * Keeps the children of deleted things where they are, under the nearest ancestor that stays. One for each
 * list of intents: no child of two things that are both deleted must end up under the other.
 */
export class Adoption {
  readonly #known: Known;
  readonly #gone: ReadonlySet<string>;
  readonly #tree: Hierarchy;
  readonly #staying: (id: string) => string | undefined;

  constructor(known: Known, intents: readonly Intent[]) {
    const { objects, frames } = known;
    this.#known = known;
    this.#gone = new Set(
      intents.flatMap(each =>
        each.type === 'delete-object' || each.type === 'delete-frame' ? [each.id] : [],
      ),
    );
    this.#tree = new Hierarchy(
      id => objects.get(id as ObjectId)?.placement ?? framePlacement(frames.get(id as ObjectId)),
    );
    this.#staying = nearestOf({ has: id => !this.#gone.has(id) }, this.#tree);
  }

  /** Moves the children of `id`. Must run inside a transaction, before `id` is deleted. */
  leave(id: ObjectId): void {
    const { doc, childrenOf } = this.#known;
    const entries = root(doc, 'objects');
    for (const child of childrenOf(id)) {
      const entry = this.#gone.has(child.id) ? undefined : entries.get(child.id);
      // As the intents before this one left it.
      const placement = readObject(child.id, entry)?.placement;
      if (!(entry instanceof Y.Map) || placement?.parent !== id) continue;
      // Where a cycle is cut, the child is in session space already, and must not get a descendant as parent.
      const isUnder = this.#tree.parentOf(child.id) === id;
      const pose = isUnder ? compose(this.#poseOf(id), placement) : placement;
      const heir = isUnder ? this.#staying(id) : undefined;
      const local = heir === undefined ? pose : relative(this.#poseOf(heir), pose);
      entry.set('placement', encodePlacement({ ...local, parent: heir ?? null, scale: placement.scale }));
    }
  }

  #poseOf(id: string): Pose {
    const { objects, frames } = this.#known;
    return (objects.get(id as ObjectId) ?? frames.get(id as ObjectId))?.pose ?? IDENTITY;
  }
}
