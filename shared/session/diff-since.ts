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
  stoodThen,
  type Values,
  valuesOf,
} from './edits.ts';
import { root } from './schema.ts';

/** How much `doc` holds of each Yjs client. */
export const stateVectorOf = (doc: Y.Doc): ReadonlyMap<number, number> =>
  Y.decodeStateVector(Y.encodeStateVector(doc));

/**
 * What `doc` holds, so that `editsSince` can tell later what came after it. With `clocks`, as far as they go:
 * deletions count as of now.
 */
export function checkpointOf(doc: Y.Doc, clocks?: ReadonlyMap<number, number>): Uint8Array {
  const now = Y.snapshot(doc);
  return Y.encodeSnapshot(clocks ? Y.createSnapshot(now.ds, new Map(clocks)) : now);
}

/**
 * What was written and taken away after `mark`, in the order of writing; deletions come last. `isOwn`:
 * whether that client's writing counts.
 */
export function editsSince(doc: Y.Doc, mark: Uint8Array, isOwn: (client: number) => boolean): Edit[] {
  const then = Y.decodeSnapshot(mark);
  const isNew = ({ id }: Y.Item): boolean => id.clock >= (then.sv.get(id.client) ?? 0);
  const isTaken = (item: Y.Item): boolean => item.deleted && stoodThen(item, then);
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
        if (isTaken(item)) add({ ...path, type: 'remove' }, undefined);
      } else if (!map) {
        if (isNew(item)) add({ ...path, type: 'value', value: readItem(item) }, item);
      } else if (isNew(item)) add({ ...path, type: 'add', values: valuesOf(map) }, newestItem(item, map));
      else {
        const written = [...map].filter(([, each]) => live(each) && isNew(each));
        const values: Values = written.map(([key, each]) => [key, readItem(each)] as const);
        const cleared = [...map].flatMap(([key, each]) => (isTaken(each) ? [key] : []));
        if (values.length + cleared.length > 0)
          add({ ...path, type: 'keys', values, cleared }, written.map(([, each]) => each).at(-1));
      }
    }
  }
  return found.sort((a, b) => a.rank - b.rank || a.clock - b.clock).map(({ edit }) => edit);
}
