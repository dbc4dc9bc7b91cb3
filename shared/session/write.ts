import * as Y from 'yjs';
import { type AppError, fail, ok, type Result, unreachable } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isObjectId, type ObjectId } from '../ids.ts';
import { type Fields, kindOf, validateFields } from '../kinds/index.ts';
import { LIMITS } from '../limits.ts';
import { encodePlacement, type Placement, relative } from '../pose.ts';
import type { SessionObject } from './changes.ts';
import type { Author, Intent } from './intents.ts';
import { mayWrite, type Role } from './roles.ts';
import { FORMAT, type RootName, root } from './schema.ts';
import { checkFrame, writeFrame } from './write-frame.ts';

/** What writing needs to know of the document. */
export interface WriteContext {
  readonly doc: Y.Doc;
  readonly objects: ReadonlyMap<ObjectId, SessionObject>;
  readonly frames: ReadonlyMap<ObjectId, Frame>;
  readonly role: Role;
}

const rootOf = (intent: Intent): RootName => {
  switch (intent.type) {
    case 'place-object':
    case 'move-object':
    case 'edit-object':
    case 'delete-object':
      return 'objects';
    case 'create-frame':
    case 'edit-frame':
    case 'delete-frame':
      return 'frames';
    case 'rename-session':
      return 'settings';
    case 'introduce-participant':
      return 'participants';
    default:
      return unreachable(intent);
  }
};

const within = (n: number, min: number, max: number): boolean => Number.isFinite(n) && n >= min && n <= max;
const goodPlacement = (p: Placement): boolean =>
  p.position.every(n => within(n, -LIMITS.positionMaxM, LIMITS.positionMaxM)) &&
  p.scale.every(n => within(n, LIMITS.scaleMin, LIMITS.scaleMax)) &&
  Math.abs(Math.hypot(...p.rotation) - 1) < 1e-3 &&
  (p.parent === null || isObjectId(p.parent));

/** Why `intents` cannot be written as a whole, or nothing. Reads only. */
export function check(context: WriteContext, author: Author, intents: readonly Intent[]): Result<void> {
  const placed = new Map<ObjectId, string>();
  for (const intent of intents) {
    if (!mayWrite(context.role, rootOf(intent))) return fail('document/role');
    const problem = checkOne(context, author, intent, placed);
    if (problem) return { ok: false, error: problem };
    if (intent.type === 'place-object') placed.set(intent.id, intent.kind);
    if (intent.type === 'delete-object') placed.delete(intent.id);
  }
  return context.objects.size + placed.size > LIMITS.objectsPerSessionCount
    ? fail('document/too-large', `objects > ${LIMITS.objectsPerSessionCount}`)
    : ok(undefined);
}

function checkOne(
  context: WriteContext,
  author: Author,
  intent: Intent,
  placed: ReadonlyMap<ObjectId, string>,
): AppError | undefined {
  const invalid = (detail: string): AppError => ({ code: 'document/invalid', detail });
  switch (intent.type) {
    case 'place-object': {
      if (!isObjectId(intent.id)) return invalid('id');
      if (context.objects.has(intent.id) || placed.has(intent.id)) return invalid('id already placed');
      if (!goodPlacement(intent.placement)) return invalid('placement');
      if (!kindOf(intent.kind)) return invalid('kind');
      const field = validateFields(kindOf(intent.kind), intent.fields);
      return field ? invalid(field) : undefined;
    }
    case 'move-object':
    case 'edit-object':
    case 'delete-object': {
      const existing = context.objects.get(intent.id);
      const kind = existing?.kind ?? placed.get(intent.id);
      if (kind === undefined) return invalid('no such object');
      const { locked } = existing ?? {};
      if (locked !== undefined && locked !== author.user && context.role !== 'host')
        return { code: 'document/locked' };
      if (intent.type === 'move-object' && !goodPlacement(intent.placement)) return invalid('placement');
      const field = intent.type === 'edit-object' ? validateFields(kindOf(kind), intent.fields) : undefined;
      return field ? invalid(field) : undefined;
    }
    case 'create-frame':
    case 'edit-frame':
    case 'delete-frame':
      return checkFrame(context, intent);
    case 'rename-session':
      return intent.name.trim() === '' || intent.name.length > LIMITS.nameChars ? invalid('name') : undefined;
    case 'introduce-participant':
      return intent.id === author.user && intent.name.length <= LIMITS.nameChars
        ? undefined
        : invalid('participant');
    default:
      return unreachable(intent);
  }
}

/** Writes one checked intent. Must run inside a transaction. */
export function write(context: WriteContext, author: Author, intent: Intent): void {
  const objects = root(context.doc, 'objects');
  const meta = root(context.doc, 'meta');
  if (!meta.has('format')) meta.set('format', FORMAT);
  switch (intent.type) {
    case 'place-object': {
      const object = new Y.Map<unknown>();
      object.set('kind', intent.kind);
      object.set('placement', encodePlacement(intent.placement));
      object.set('by', author.user);
      object.set('at', author.at);
      objects.set(intent.id, object);
      writeFields(object, intent.fields);
      return;
    }
    case 'move-object':
      (objects.get(intent.id) as Y.Map<unknown>).set('placement', encodePlacement(intent.placement));
      return;
    case 'edit-object':
      writeFields(objects.get(intent.id) as Y.Map<unknown>, intent.fields);
      return;
    case 'delete-object':
      adopt(context, intent.id);
      objects.delete(intent.id);
      return;
    case 'create-frame':
    case 'edit-frame':
    case 'delete-frame':
      writeFrame(context, author, intent);
      return;
    case 'rename-session':
      root(context.doc, 'settings').set('name', intent.name.trim());
      return;
    case 'introduce-participant': {
      const participants = root(context.doc, 'participants');
      const { name, color } = intent;
      const old = participants.get(intent.id) as Record<string, unknown> | undefined;
      if (old?.name === name && old?.color === color) return;
      participants.set(intent.id, {
        name,
        color,
        joined: typeof old?.joined === 'number' ? old.joined : author.at,
      });
      return;
    }
    default:
      unreachable(intent);
  }
}

/** Setting an equal value again would only grow the document. */
function writeFields(object: Y.Map<unknown>, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) object.delete(name);
    else if (object.get(name) !== value) object.set(name, value);
  }
}

/** The children of an object that goes away stay where they are, under its parent. */
function adopt({ doc, objects, frames }: WriteContext, id: ObjectId): void {
  const gone = objects.get(id);
  if (!gone) return;
  for (const child of objects.values()) {
    if (child.placement.parent !== id || child.id === id) continue;
    const parent = gone.placement.parent === child.id ? null : gone.placement.parent;
    const above = objects.get(parent as ObjectId) ?? frames.get(parent as ObjectId);
    const pose = above ? relative(above.pose, child.pose) : child.pose;
    const placement = { ...pose, parent: above ? parent : null, scale: child.placement.scale };
    (root(doc, 'objects').get(child.id) as Y.Map<unknown> | undefined)?.set(
      'placement',
      encodePlacement(placement),
    );
  }
}
