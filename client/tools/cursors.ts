import type { ObjectId } from '../../shared/ids.ts';
import { add, length, scaleBy, subtract, type Vec3 } from '../../shared/pose.ts';
import type { Aim } from '../../shared/session/index.ts';
import type { Cursor, ObjectHit, Pointer, ToolChoice, ToolWorld } from '../model/index.ts';

/** A ray that meets nothing is drawn this long (m). */
const FREE = 1.5;

/**
 * Returns what to draw for one pointer. A screen's pointer gets no ray (`from` is `to`): it would start in
 * the eye. A locked object leaves the cursor idle: nothing will happen to it.
 */
export function cursorFor(
  pointer: Pointer,
  hit: ObjectHit | undefined,
  holding: Vec3 | undefined,
  world: ToolWorld,
): Cursor {
  const { ray, surface } = pointer;
  const line = (to: Vec3, style: Cursor['style'], on: Cursor['surface']): Cursor => ({
    pointer: pointer.id,
    from: pointer.kind === 'screen' ? to : ray.origin,
    to,
    style,
    surface: on,
  });
  if (holding) return line(holding, 'holding', undefined);
  const reach = surface && surface.source !== 'air' ? length(subtract(surface.point, ray.origin)) : undefined;
  if (hit && (reach === undefined || hit.distance <= reach + 0.02)) {
    return line(hit.point, isFree(hit.id, world) ? 'object' : 'idle', undefined);
  }
  if (surface && reach !== undefined) return line(surface.point, 'surface', surface);
  return line(add(ray.origin, scaleBy(ray.direction, FREE)), 'idle', undefined);
}

/**
 * Returns what the others see of it: nothing where the pointer means nothing, and no more than passes over a
 * floor.
 */
export function aimFor(
  cursor: Cursor,
  pointer: Pointer | undefined,
  hit: ObjectHit | undefined,
  choice: ToolChoice,
): Aim | undefined {
  const { to, surface } = cursor;
  const isMeant = surface
    ? choice.tool !== 'select'
    : cursor.style === 'holding' || (hit !== undefined && to === hit.point);
  return pointer && isMeant ? { from: pointer.ray.origin, to } : undefined;
}

const isFree = (id: ObjectId, world: ToolWorld): boolean => world.objects.get(id)?.locked === undefined;
