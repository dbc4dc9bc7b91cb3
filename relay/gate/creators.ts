import type * as Y from 'yjs';
import { mayName, root, type Writer } from '../../shared/session/index.ts';
import { chainsOf, liveValue, type Path } from './paths.ts';
import type { GateState } from './state.ts';

/** How far back the makers of an object are looked for. */
const CREATORS_MAX = 1_000;

/**
 * Whether `value` may stand as who added this. An object that is there keeps its maker. One that is added, or
 * added again, in its path is whose who makes it, or one of those who did before, as undo brings objects back
 * with their maker's name; of what the host brought in, the relay cannot tell who that was. `path`: the key
 * that holds the maker.
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
