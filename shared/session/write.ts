import * as Y from 'yjs';
import { type AppError, fail, ok, type Result, unreachable } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { isObjectId, type ObjectId } from '../ids.ts';
import { type Fields, kindOf, validateFields } from '../kinds/index.ts';
import { LIMITS } from '../limits.ts';
import { encodePlacement } from '../pose.ts';
import type { Adoption } from './adopt.ts';
import type { SessionObject } from './changes.ts';
import type { Author, Intent } from './intents.ts';
import { denial, mayName, type Role, type Writer } from './roles.ts';
import { FORMAT, type RootName, root } from './schema.ts';
import { isGoodPlacement } from './values.ts';
import { checkFrame, checkName, writeFrame } from './write-frame.ts';

/** The data of the document that writing needs. */
export interface WriteContext {
  readonly doc: Y.Doc;
  readonly objects: ReadonlyMap<ObjectId, SessionObject>;
  readonly frames: ReadonlyMap<ObjectId, Frame>;
  /** The objects that stand on this object or in this frame. */
  readonly childrenOf: (id: string) => readonly SessionObject[];
  readonly role: Role;
  /** False where the host has turned editing off for everybody else. */
  readonly editing: boolean;
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

/** `intents` without the moves of objects that are not there, after the earlier ones of them. */
export function withoutLostMoves(
  { objects }: Pick<WriteContext, 'objects'>,
  intents: readonly Intent[],
): readonly Intent[] {
  const changed = new Map<ObjectId, boolean>();
  return intents.filter(intent => {
    if (intent.type === 'place-object') changed.set(intent.id, true);
    if (intent.type === 'delete-object') changed.set(intent.id, false);
    return intent.type !== 'move-object' || (changed.get(intent.id) ?? objects.has(intent.id));
  });
}

/** Why `intents` cannot be written as a whole, or nothing. Reads only. */
export function check(context: WriteContext, author: Author, intents: readonly Intent[]): Result<void> {
  const writer = { user: author.user, role: context.role, editing: context.editing };
  const placed = new Map<ObjectId, string>();
  const gone = new Set<ObjectId>();
  let frames = context.frames.size;
  for (const intent of intents) {
    const denied = denial(writer, rootOf(intent));
    if (denied) return fail(`document/${denied}`);
    const problem = checkOne(context, writer, intent, placed, gone);
    if (problem) return { ok: false, error: problem };
    if (intent.type === 'place-object') placed.set(intent.id, intent.kind);
    if (intent.type === 'delete-object' && !placed.delete(intent.id)) gone.add(intent.id);
    if (intent.type === 'create-frame') frames += 1;
    if (intent.type === 'delete-frame') frames -= 1;
  }
  // Only the result of all intents counts: one may make room for another.
  if (placed.size > 0 && context.objects.size + placed.size - gone.size > LIMITS.objectsPerSessionCount)
    return fail('document/too-large', `objects > ${LIMITS.objectsPerSessionCount}`);
  if (frames > Math.max(context.frames.size, LIMITS.framesPerSessionCount))
    return fail('document/too-large', 'frames');
  return ok(undefined);
}

function checkOne(
  context: WriteContext,
  writer: Writer,
  intent: Intent,
  placed: ReadonlyMap<ObjectId, string>,
  gone: ReadonlySet<ObjectId>,
): AppError | undefined {
  const invalid = (detail: string): AppError => ({ code: 'document/invalid', detail });
  switch (intent.type) {
    case 'place-object': {
      if (!isObjectId(intent.id)) return invalid('id');
      if (context.objects.has(intent.id) || placed.has(intent.id)) return invalid('id already placed');
      if (!isGoodPlacement(intent.placement)) return invalid('placement');
      if (!kindOf(intent.kind)) return invalid('kind');
      return checkFields(writer, intent.kind, intent.fields);
    }
    case 'move-object':
    case 'edit-object':
    case 'delete-object': {
      const existing = gone.has(intent.id) ? undefined : context.objects.get(intent.id);
      const kind = existing?.kind ?? placed.get(intent.id);
      if (kind === undefined) return invalid('no such object');
      const isDeleted = intent.type === 'delete-object';
      // Deleting it writes to its children: they stay where they are.
      const touched = isDeleted ? [existing, ...context.childrenOf(intent.id)] : [existing];
      const locked = checkLocks(writer, touched);
      if (locked) return locked;
      if (intent.type === 'move-object' && !isGoodPlacement(intent.placement)) return invalid('placement');
      return intent.type === 'edit-object' ? checkFields(writer, kind, intent.fields) : undefined;
    }
    case 'create-frame':
    case 'edit-frame':
    case 'delete-frame': {
      const touched = intent.type === 'delete-frame' ? context.childrenOf(intent.id) : [];
      return checkFrame(context, intent) ?? checkLocks(writer, touched);
    }
    case 'rename-session':
      return checkName(intent.name);
    case 'introduce-participant':
      return intent.id === writer.user && intent.name.length <= LIMITS.nameChars
        ? undefined
        : invalid('participant');
    default:
      return unreachable(intent);
  }
}

function checkLocks(writer: Writer, objects: readonly (SessionObject | undefined)[]): AppError | undefined {
  const denied = objects.map(each => denial(writer, 'objects', each?.locked)).find(Boolean);
  return denied && { code: `document/${denied}` };
}

function checkFields(writer: Writer, kind: string, fields: Fields): AppError | undefined {
  const field = validateFields(kindOf(kind), fields);
  if (field) return { code: 'document/invalid', detail: field };
  const isForAnother = fields.locked !== undefined && !mayName(writer, fields.locked);
  return isForAnother ? { code: 'document/not-yours', detail: 'locked' } : undefined;
}

/** Writes one checked intent. Must run inside a transaction. */
export function write(context: WriteContext, author: Author, intent: Intent, adoption: Adoption): void {
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
      adoption.leave(intent.id);
      objects.delete(intent.id);
      return;
    case 'create-frame':
    case 'edit-frame':
    case 'delete-frame':
      if (intent.type === 'delete-frame') adoption.leave(intent.id);
      writeFrame(context.doc, author, intent);
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
