import { LIMITS } from '../../shared/limits.ts';
import type { GateCode } from '../../shared/relay-messages.ts';
import { root } from '../../shared/session/index.ts';
import type { UpdateAttribution } from './attribution.ts';
import { chainsOf, isReplaced, type KeyMap, type Path } from './paths.ts';
import type { GateState } from './state.ts';

/** A limit that an update exceeds, and a path where it does. */
export interface Overflow {
  readonly code: GateCode;
  readonly rule: string;
  readonly path: Path;
}

const LIMIT_OF = {
  objects: LIMITS.objectsPerSessionCount,
  frames: LIMITS.framesPerSessionCount,
} as const;
type Counted = keyof typeof LIMIT_OF;

/** Returns the first limit of entries, keys or bytes that the session would exceed. */
export function findOverflow(state: GateState, attribution: UpdateAttribution): Overflow | undefined {
  const { erased, maps } = attribution;
  /** Whether something is written there that is still there after the update. */
  const grows = ({ writes = [] }: Path): boolean =>
    writes.some(struct => struct.content.type !== 'deleted' && !erased.has(struct));
  return (
    entriesOver('objects', state, attribution, grows) ??
    entriesOver('frames', state, attribution, grows) ??
    keysOver(maps, grows) ??
    bytesOver(state, attribution, grows)
  );
}

function entriesOver(
  name: Counted,
  { doc }: GateState,
  { entries, erasures }: UpdateAttribution,
  grows: (path: Path) => boolean,
): Overflow | undefined {
  const max = LIMIT_OF[name];
  const isAdded = (path: Path): boolean => (!path.tail || path.tail.deleted) && grows(path);
  const added = [...(entries.get(name)?.values() ?? [])].filter(isAdded);
  const [path] = added;
  const chains = chainsOf(root(doc, name));
  if (!path || chains.size + added.length <= max) return undefined;
  let live = added.length;
  for (const item of chains.values()) if (!item.deleted) live += 1;
  for (const { path: of } of erasures) {
    if (of.root === name && of.key === undefined && !isReplaced(of)) live -= 1;
  }
  if (live <= max) return undefined;
  return { code: 'gate/full', rule: `a session takes ${max} ${name}`, path };
}

function keysOver(maps: Iterable<KeyMap>, grows: (path: Path) => boolean): Overflow | undefined {
  const max = LIMITS.keysPerObjectCount;
  for (const { keys, chains } of maps) {
    const before = chains?.size ?? 0;
    if (before + keys.size <= max) continue;
    const added = [...keys.values()].filter(each => !each.tail && grows(each));
    const [path] = added;
    if (path && before + added.length > max)
      return { code: 'gate/invalid', rule: `an object takes ${max} keys`, path };
  }
  return undefined;
}

/**
 * Returns the overflow of bytes. Values that were deleted again take room as well; only deletions are never
 * too much.
 */
function bytesOver(
  state: GateState,
  { written }: UpdateAttribution,
  grows: (path: Path) => boolean,
): Overflow | undefined {
  const [first] = written;
  if (!first) return undefined;
  const max = LIMITS.documentMaxBytes;
  const bytes = state.bytes();
  if (bytes <= max) return undefined;
  const path = bytes > max + LIMITS.documentSlackBytes ? first : written.find(grows);
  return path && { code: 'gate/too-large', rule: `a session takes ${max} bytes`, path };
}
