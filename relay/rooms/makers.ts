import type * as Y from 'yjs';
import { mayName, type Writer } from '../../shared/session/index.ts';
import { originOf } from './conflicts.ts';
import type { GateState, Owner } from './gate-state.ts';
import { chainsOf, hasKeys, liveValue, type Place, typeOf } from './places.ts';

/** How far back the first maker of an object is looked for. */
const MAKERS_MAX = 1_000;

/** Whoever wrote first what the chain that ends here is of. */
function firstOwner({ ownerOf }: GateState, tail: Y.Item | undefined): Owner | undefined {
  let first = tail;
  for (let steps = 0; first?.left && steps < MAKERS_MAX; steps++) first = first.left;
  return first && ownerOf(first.id.client);
}

/**
 * Whether `value` may stand as who made this. An object that is there keeps its maker, also where another is put in its place. One that is
 * made again keeps its first maker, as undo brings objects back with their maker's name; of what the host brought in, the relay cannot
 * tell who that was. `place`: the key that holds the maker.
 */
export function isMaker(state: GateState, writer: Writer, { map, tail }: Place, value: unknown): boolean {
  if (writer.role === 'host') return true;
  if (tail) return liveValue(tail) === value;
  const before = map?.of.tail;
  const type = before && !before.deleted ? typeOf(before) : undefined;
  const maker = type && liveValue(chainsOf(type).get('by'));
  if (maker !== undefined) return maker === value;
  if (mayName(writer, value)) return true;
  const owner = firstOwner(state, before);
  return owner !== undefined && (owner.user === value || owner.role === 'host');
}

/** Whether somebody puts something before the beginning of what somebody else made, as if they had made it first. */
export function isUsurped(state: GateState, writer: Writer, place: Place): boolean {
  const { root, key, tail, writes = [] } = place;
  if (key !== undefined || !hasKeys(root) || !tail || writer.role === 'host') return false;
  if (writes.every(struct => originOf(state.doc, struct))) return false;
  return firstOwner(state, tail)?.user !== writer.user;
}
