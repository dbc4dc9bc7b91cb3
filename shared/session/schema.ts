import type * as Y from 'yjs';
import { isWellFormed } from '../text.ts';

/**
 * The only map of the document's keys. A document has five root maps and nothing else:
 *
 *     objects       object id -> Y.Map { kind, placement, name?, color?, by?, at?, locked?, hidden?, text?, asset?, points?,
 *                                 width? }
 *     settings      name, and what the host sets for everybody
 *     participants  user id -> { name, color, joined }, written once per person
 *     frames        frame id -> Y.Map { name, points, by?, at? }; points: [[name, x, y, z], ...], two to four, session space, metres
 *     meta          format
 *
 * Roots are never "created": asking for one by name makes it, on every replica alike.
 */
export const ROOTS = ['objects', 'settings', 'participants', 'frames', 'meta'] as const;
export type RootName = (typeof ROOTS)[number];
export const isRootName = (name: string): name is RootName => ROOTS.some(root => root === name);

/** The version of this map. A document that says a higher one is shown and not changed. */
export const FORMAT = 1;

export const root = (doc: Y.Doc, name: RootName): Y.Map<unknown> => doc.getMap(name);

/**
 * False for keys that must not reach a plain JavaScript object, that are too long, or that every replica
 * would read otherwise than its writer.
 */
export const isSafeKey = (key: string): boolean =>
  key !== '__proto__' && key.length <= 64 && isWellFormed(key);
