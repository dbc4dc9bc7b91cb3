import * as Y from 'yjs';
import type { ObjectId } from '../ids.ts';
import { root } from './schema.ts';

/**
 * The Yjs client ids under which an object was made, and under which what it is now was written, its making
 * aside.
 */
export interface Writers {
  readonly maker: number;
  readonly changers: ReadonlySet<number>;
}

export function writersOf(doc: Y.Doc, id: ObjectId): Writers | undefined {
  const objects = root(doc, 'objects');
  const entry = objects._map.get(id);
  const value = objects.get(id);
  if (!entry || !(value instanceof Y.Map)) return undefined;
  const maker = entry.id.client;
  /** Whether a value was written along with the object itself: such values follow it at once. */
  const isMaking = ({ id: { client, clock } }: Y.Item): boolean =>
    client === maker && clock <= entry.id.clock + value._map.size;
  const changers = [...value._map.values()].filter(item => !isMaking(item)).map(item => item.id.client);
  return { maker, changers: new Set(changers) };
}
