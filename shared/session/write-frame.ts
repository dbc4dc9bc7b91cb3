import * as Y from 'yjs';
import { type AppError, unreachable } from '../errors.ts';
import { checkPoints, type Frame, type ReferencePoint } from '../frame.ts';
import { isObjectId, type ObjectId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { isBlank } from '../plain-name.ts';
import type { SessionObject } from './changes.ts';
import type { Author, Intent } from './intents.ts';
import { root } from './schema.ts';

export type FrameIntent = Extract<Intent, { type: 'create-frame' | 'edit-frame' | 'delete-frame' }>;

interface Known {
  readonly objects: ReadonlyMap<ObjectId, SessionObject>;
  readonly frames: ReadonlyMap<ObjectId, Frame>;
}

const invalid = (detail: string): AppError => ({ code: 'document/invalid', detail });

/** Returns why this is no valid name, or undefined. */
export function checkName(name: string): AppError | undefined {
  if (isBlank(name)) return { code: 'document/no-name' };
  return name.length > LIMITS.nameChars ? invalid('name') : undefined;
}

function checkGiven(points: readonly ReferencePoint[]): AppError | undefined {
  const isSane = points.every(({ position }) => position.every(n => Math.abs(n) <= LIMITS.positionMaxM));
  const misnamed = points.map(({ name }) => checkName(name)).find(Boolean);
  if (misnamed) return misnamed;
  if (!isSane || points.length > LIMITS.framePointsMax) return invalid('points');
  const usable = checkPoints(points.map(({ position }) => position));
  return usable.ok ? undefined : usable.error;
}

/** Returns why an intent on a frame cannot be written, or undefined. */
export function checkFrame({ objects, frames }: Known, intent: FrameIntent): AppError | undefined {
  switch (intent.type) {
    case 'create-frame':
      if (!isObjectId(intent.id) || objects.has(intent.id) || frames.has(intent.id)) return invalid('id');
      return checkName(intent.name) ?? checkGiven(intent.points);
    case 'edit-frame':
      if (!frames.has(intent.id)) return { code: 'align/gone' };
      return (
        (intent.name === undefined ? undefined : checkName(intent.name)) ??
        (intent.points && checkGiven(intent.points))
      );
    case 'delete-frame':
      return frames.has(intent.id) ? undefined : { code: 'align/gone' };
    default:
      return unreachable(intent);
  }
}

/** Encodes points as [name, x, y, z], rounded to 32-bit floats. */
const encodePoints = (points: readonly ReferencePoint[]): unknown[] =>
  points.map(({ name, position }) => [name.trim(), ...position.map(Math.fround)]);

/** Writes one checked intent. Must run inside a transaction. */
export function writeFrame(doc: Y.Doc, author: Author, intent: FrameIntent): void {
  const frames = root(doc, 'frames');
  switch (intent.type) {
    case 'create-frame': {
      const frame = new Y.Map<unknown>();
      frame.set('name', intent.name.trim());
      frame.set('points', encodePoints(intent.points));
      frame.set('by', author.user);
      frame.set('at', author.at);
      frames.set(intent.id, frame);
      return;
    }
    case 'edit-frame': {
      const frame = frames.get(intent.id) as Y.Map<unknown>;
      const name = intent.name?.trim();
      if (name !== undefined && name !== frame.get('name')) frame.set('name', name);
      if (intent.points) frame.set('points', encodePoints(intent.points));
      return;
    }
    case 'delete-frame':
      frames.delete(intent.id);
      return;
    default:
      unreachable(intent);
  }
}
