import { newObjectId, type ObjectId } from '../../../shared/ids.ts';
import type { Fields } from '../../../shared/kinds/index.ts';
import { add, compose, invert, type Placement, relative, type Vec3 } from '../../../shared/pose.ts';
import { descendants, type Intent, type SessionObject } from '../../../shared/session/index.ts';
import { type Objects, topsOf } from './arrange.ts';

/** Duplicates stand this far beside their originals (m, session space), so that they are seen. */
export const DUPLICATE_OFFSET: Vec3 = [0.1, 0, 0.1];

type PlaceIntent = Extract<Intent, { type: 'place-object' }>;

/** The intents that a duplication writes, and which of their objects are the copies of what was selected. */
export interface Duplicates {
  readonly intents: readonly PlaceIntent[];
  readonly chosen: ReadonlySet<ObjectId>;
}

/**
 * Copies `objects` and all that follows them: each becomes a child of its parent's copy, and only the topmost
 * are moved aside.
 */
export function duplicate(objects: readonly SessionObject[], all: Objects): Duplicates {
  const selected = new Set(objects.map(({ id }) => id));
  const originals = [...objects, ...descendants(selected, all)];
  const copyOf = new Map(originals.map(({ id }) => [id as string, newObjectId()]));
  const free = new Set(topsOf(originals, all).map(({ id }) => id));
  const intents = originals.flatMap(object => {
    const id = copyOf.get(object.id);
    if (!id) return [];
    const { parent } = object.placement;
    const above = parent === null ? undefined : copyOf.get(parent);
    // Where two devices made a cycle, the original that the cycle was cut at stands in session space, and
    // so does its copy.
    const placement =
      free.has(object.id) || !above
        ? aside(object, above === undefined ? parent : null)
        : { ...object.placement, parent: above };
    return [{ type: 'place-object', id, kind: object.kind, placement, fields: fieldsOf(object) } as const];
  });
  return { intents, chosen: new Set([...selected].flatMap(id => copyOf.get(id) ?? [])) };
}

function aside({ pose, placement }: SessionObject, parent: string | null): Placement {
  const moved = { position: add(pose.position, DUPLICATE_OFFSET), rotation: pose.rotation };
  const local = parent === null ? moved : relative(compose(pose, invert(placement)), moved);
  return { parent, ...local, scale: placement.scale };
}

function fieldsOf({ name, color, text, asset, points, width, hidden }: SessionObject): Fields {
  const all = { name, color, text, asset, points, width, hidden };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
