import type * as Y from 'yjs';
import { mayName, root, type Writer } from '../../shared/session/index.ts';
import { chainsOf, liveValue, type Path } from './paths.ts';
import type { GateState } from './state.ts';

/** The items that are searched for former creators of an object. */
const CREATORS_MAX = 1_000;

/**
 * Whether `value` may stand as the creator at `path`. An object that is there keeps its creator. One that is
 * made, or made again in its place, belongs to its writer or to one who made it before, as undo brings
 * objects back with their creator's name; of what the host brought in, the relay cannot tell who that was.
 */
export function mayClaimCreator(state: GateState, writer: Writer, path: Path, value: unknown): boolean {
  const { root: name, entry, tail } = path;
  if (tail) return writer.role === 'host' || liveValue(tail) === value;
  if (mayName(writer, value)) return true;
  let added: Y.Item | null | undefined = chainsOf(root(state.doc, name)).get(entry);
  for (let steps = 0; added && steps < CREATORS_MAX; steps++) {
    const owner = state.ownerOf(added.id.client);
    if (owner?.user === value || owner?.role === 'host') return true;
    added = added.left;
  }
  return false;
}
