import type { ObjectId } from '../../../shared/ids.ts';
import { compose, invert, type Pose, relative, rotate, type Vec3 } from '../../../shared/pose.ts';
import { type Intent, type SessionObject, tops } from '../../../shared/session/index.ts';
import type { Arrangement } from '../../model/index.ts';

export type Objects = ReadonlyMap<ObjectId, SessionObject>;

/**
 * Aligns, distributes or groups some of `all`: intents that move them, in session space, whatever their
 * parents are. Descendants of another one of them, also through one that is not among them, move with it and
 * are not moved by themselves.
 */
export function arrange(objects: readonly SessionObject[], how: Arrangement, all: Objects): Intent[] {
  const free = topsOf(objects, all);
  switch (how.arrange) {
    case 'align':
      return align(free, how.axis, how.to);
    case 'distribute':
      return distribute(free, how.axis);
    case 'group':
      return group(free);
    case 'ungroup':
      return ungroup(objects, all);
  }
}

/** Those of `objects` that are descendants of no other of them. */
export function topsOf(objects: readonly SessionObject[], all: Objects): SessionObject[] {
  const ids = new Set(
    tops(
      objects.map(({ id }) => id),
      id => all.get(id as ObjectId)?.placement,
    ),
  );
  return objects.filter(({ id }) => ids.has(id));
}

export type Axis = 0 | 1 | 2;
const AXES = { x: 0, y: 1, z: 2 } as const;

export interface AxisExtent {
  readonly object: SessionObject;
  readonly low: number;
  readonly high: number;
}

/** The object's extent along one axis of session space (m). */
export function extentOf(object: SessionObject, axis: Axis): AxisExtent {
  const { pose, placement } = object;
  const [x, y, z] = placement.scale;
  const edges: readonly Vec3[] = [
    [x, 0, 0],
    [0, y, 0],
    [0, 0, z],
  ];
  const half = edges.reduce((sum, edge) => sum + Math.abs(rotate(pose.rotation, edge)[axis]), 0) / 2;
  return { object, low: pose.position[axis] - half, high: pose.position[axis] + half };
}

export const lowestOf = (extents: readonly AxisExtent[]): number =>
  extents.reduce((least, { low }) => Math.min(least, low), Number.POSITIVE_INFINITY);

function align(
  objects: readonly SessionObject[],
  name: 'x' | 'y' | 'z',
  to: 'low' | 'middle' | 'high',
): Intent[] {
  const axis = AXES[name];
  const extents = objects.map(object => extentOf(object, axis));
  const low = lowestOf(extents);
  const high = extents.reduce((most, each) => Math.max(most, each.high), Number.NEGATIVE_INFINITY);
  const shift = (each: AxisExtent): number => {
    if (to === 'low') return low - each.low;
    if (to === 'high') return high - each.high;
    return (low + high - each.low - each.high) / 2;
  };
  return extents.flatMap(each => moved(each.object, axis, shift(each)));
}

/** Equal gaps between neighbours; the outermost two stay where they are. */
function distribute(objects: readonly SessionObject[], name: 'x' | 'y' | 'z'): Intent[] {
  const axis = AXES[name];
  const sorted = objects
    .map(object => extentOf(object, axis))
    .sort((a, b) => a.low + a.high - b.low - b.high);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 3) return [];
  const filled = sorted.reduce((sum, each) => sum + each.high - each.low, 0);
  const gap = (last.high - first.low - filled) / (sorted.length - 1);
  let at = first.low;
  return sorted.flatMap(each => {
    const shift = at - each.low;
    at += each.high - each.low + gap;
    return moved(each.object, axis, shift);
  });
}

/** Makes all of them children of the first, which then move with it. */
function group([head, ...rest]: readonly SessionObject[]): Intent[] {
  if (!head) return [];
  return rest.map(object => placed(object, object.pose, { id: head.id, pose: head.pose }));
}

/** Detaches the members among `objects`, each where it is; where there are none, the members of `objects`. */
function ungroup(objects: readonly SessionObject[], all: Objects): Intent[] {
  const members = objects.filter(({ placement }) => placement.parent !== null);
  const firsts = new Set<string | null>(objects.map(({ id }) => id));
  const freed =
    members.length > 0 ? members : [...all.values()].filter(({ placement }) => firsts.has(placement.parent));
  return freed.map(object => placed(object, object.pose, undefined));
}

/** Less than this (m) is no motion. */
const STILL_M = 1e-6;

function moved(object: SessionObject, axis: Axis, by: number): Intent[] {
  if (Math.abs(by) < STILL_M) return [];
  const at = (i: Axis): number => object.pose.position[i] + (i === axis ? by : 0);
  const pose: Pose = { position: [at(0), at(1), at(2)], rotation: object.pose.rotation };
  // The object itself says what its parent's space is, also where the parent is gone.
  const parent = compose(object.pose, invert(object.placement));
  const placement = { ...object.placement, ...relative(parent, pose) };
  return [{ type: 'move-object', id: object.id, placement }];
}

function placed(
  object: SessionObject,
  pose: Pose,
  parent: { readonly id: ObjectId; readonly pose: Pose } | undefined,
): Intent {
  const local = parent ? relative(parent.pose, pose) : pose;
  return {
    type: 'move-object',
    id: object.id,
    placement: { parent: parent?.id ?? null, ...local, scale: object.placement.scale },
  };
}
