import * as Y from 'yjs';
import { isObjectId, type ObjectId } from '../../shared/ids.ts';
import { root } from '../../shared/session/index.ts';

/**
 * The change of one object by one merged update. `at`: when it was made, in ms since epoch, as the document
 * claims.
 */
export type ObjectChange =
  | {
      readonly type: 'object.created';
      readonly object: ObjectId;
      readonly kind?: string;
      readonly at?: number;
    }
  | { readonly type: 'object.updated' | 'object.deleted'; readonly object: ObjectId };

/**
 * Reports every transaction that touches objects, each object once. Reads no more than what has changed. Ends
 * with the document.
 */
export function watchObjects(doc: Y.Doc, onChanges: (changes: readonly ObjectChange[]) => void): void {
  const objects = root(doc, 'objects');
  objects.observeDeep(events => {
    const changes = new Map<string, ObjectChange>();
    for (const event of events) {
      if (event.target !== objects) {
        const [id] = event.path;
        if (isObjectId(id) && !changes.has(id)) changes.set(id, { type: 'object.updated', object: id });
        continue;
      }
      for (const [id, { action }] of event.changes.keys) {
        if (!isObjectId(id)) continue;
        if (action === 'add') changes.set(id, created(id, objects.get(id)));
        else {
          const type = action === 'delete' ? 'object.deleted' : 'object.updated';
          changes.set(id, { type, object: id });
        }
      }
    }
    if (changes.size > 0) onChanges([...changes.values()]);
  });
}

function created(object: ObjectId, entry: unknown): ObjectChange {
  const kind = entry instanceof Y.Map ? entry.get('kind') : undefined;
  const at = entry instanceof Y.Map ? entry.get('at') : undefined;
  return {
    type: 'object.created',
    object,
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof at === 'number' && Number.isFinite(at) ? { at } : {}),
  };
}
