import * as Y from 'yjs';
import {
  type DistributiveOmit,
  type Edit,
  itemsOf,
  live,
  mapIn,
  newestItem,
  ROOTS_OF_PEOPLE,
  readItem,
  type Values,
  valuesOf,
  wasFilled,
} from './edits.ts';
import { root } from './schema.ts';

/** The number of structs that `doc` holds by Yjs client. */
export const stateVectorOf = (doc: Y.Doc): ReadonlyMap<number, number> =>
  Y.decodeStateVector(Y.encodeStateVector(doc));

/**
 * Takes a checkpoint of `doc` for `editsSince`; with `clocks`, of what they cover, with all deletions so far.
 */
export function checkpointOf(doc: Y.Doc, clocks?: ReadonlyMap<number, number>): Uint8Array {
  const now = Y.snapshot(doc);
  return Y.encodeSnapshot(clocks ? Y.createSnapshot(now.ds, new Map(clocks)) : now);
}

/**
 * Returns what was written or deleted since `mark` by clients that are `isOwn`, in their order, deletions
 * last.
 */
export function editsSince(doc: Y.Doc, mark: Uint8Array, isOwn: (client: number) => boolean): Edit[] {
  const then = Y.decodeSnapshot(mark);
  const isNew = ({ id }: Y.Item): boolean => id.clock >= (then.sv.get(id.client) ?? 0);
  const wasDeleted = (item: Y.Item): boolean => item.deleted && wasFilled(item, then);
  const found: { readonly edit: Edit; readonly rank: number; readonly clock: number }[] = [];
  const add = (edit: DistributiveOmit<Edit, 'own'>, item: Y.Item | undefined): void => {
    if (item && !isOwn(item.id.client)) return;
    // This document's own client id is the newest of this device's.
    const age = item?.id.client === doc.clientID ? 1 : 0;
    found.push({ edit: { ...edit, own: true }, rank: item ? age : 2, clock: item?.id.clock ?? 0 });
  };
  for (const name of ROOTS_OF_PEOPLE) {
    for (const [id, item] of itemsOf(root(doc, name))) {
      const path = { root: name, id };
      const map = mapIn(item);
      if (item.deleted) {
        if (wasDeleted(item)) add({ ...path, type: 'remove' }, undefined);
      } else if (!map) {
        if (isNew(item)) add({ ...path, type: 'value', value: readItem(item) }, item);
      } else if (isNew(item)) add({ ...path, type: 'add', values: valuesOf(map) }, newestItem(item, map));
      else {
        const written = [...map].filter(([, each]) => live(each) && isNew(each));
        const values: Values = written.map(([key, each]) => [key, readItem(each)] as const);
        const cleared = [...map].flatMap(([key, each]) => (wasDeleted(each) ? [key] : []));
        if (values.length + cleared.length > 0)
          add({ ...path, type: 'keys', values, cleared }, written.map(([, each]) => each).at(-1));
      }
    }
  }
  return found.sort((a, b) => a.rank - b.rank || a.clock - b.clock).map(({ edit }) => edit);
}
