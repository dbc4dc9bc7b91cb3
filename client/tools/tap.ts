import type { ObjectId } from '../../shared/ids.ts';
import type { ToolWorld } from '../model/index.ts';

/**
 * Returns the selection after a press that did not move, on an object or on nothing; `extend` adds and takes
 * away. Undefined where nothing changes.
 */
export function tap(
  id: ObjectId | undefined,
  extend: boolean,
  world: ToolWorld,
): ReadonlySet<ObjectId> | undefined {
  if (id === undefined) return extend || world.selection.size === 0 ? undefined : new Set();
  if (!world.objects.has(id)) return undefined;
  if (!extend) return new Set([id]);
  const next = new Set(world.selection);
  if (!next.delete(id)) next.add(id);
  return next;
}
