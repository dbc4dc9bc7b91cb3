import * as Y from 'yjs';
import { wellFormedValue } from '../text.ts';
import { FORMAT, type RootName, root } from './schema.ts';

/** Keys and values; pairs, because a key may be any string that a peer made up. */
export type Values = readonly (readonly [key: string, value: unknown])[];

/**
 * A change by this device that the relay does not have, by root and entry, with the values it set. Plain
 * data: it can be stored, and written again into another document of the same session.
 */
export type Edit = {
  readonly root: RootName;
  readonly id: string;
  /**
   * False for an edit of another person that only this device still has: the relay was restored from a
   * backup.
   */
  readonly own: boolean;
} & (
  | { readonly type: 'add'; readonly values: Values }
  | { readonly type: 'keys'; readonly values: Values; readonly cleared: readonly string[] }
  /** An entry that is one value: a setting. */
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'remove' }
);

/**
 * The roots that hold people's edits. The app itself writes `participants` and `meta`, and writes them again
 * whenever it is permitted to.
 */
export const ROOTS_OF_PEOPLE = ['objects', 'frames', 'settings'] as const satisfies readonly RootName[];

export interface Authorship {
  /**
   * Client ids of this device that the relay has assigned to others: what it holds under them is not ours.
   */
  readonly claimed?: ReadonlySet<number> | undefined;
  /** Whether this person wrote under a client id. */
  readonly isOwn: (client: number) => boolean;
  /** True where the relay has another history: the authors of deletions are unknown then. */
  readonly isOtherHistory?: boolean | undefined;
  /** The state of `local` when another tab rebased the session to `relay`: edits up to it are left out. */
  readonly decided?: Y.Snapshot | undefined;
}

/**
 * Returns what `local` has and `relay` lacks, derived from the structs alone, in the order of writing;
 * deletions, which have no order, come last. Edits of an entry that others have deleted meanwhile are left
 * out, as in every merge.
 */
export function unknownEdits(local: Y.Doc, relay: Y.Doc, authorship: Authorship): Edit[] {
  const { decided, claimed = new Set() } = authorship;
  const found: { readonly edit: Edit; readonly rank: number; readonly clock: number }[] = [];
  const knows = (doc: Y.Doc, { id }: Y.Item): boolean =>
    id.clock < Y.getState(doc.store, id.client) && !claimed.has(id.client);
  const isDecided = ({ id }: Y.Item): boolean => id.clock < (decided?.sv.get(id.client) ?? 0);
  /** Whether what the relay has there (`other`) was deleted here, after `decided`. */
  const isTaken = (mine: Y.Item | undefined, other: Y.Item | undefined): other is Y.Item => {
    if (!other || (mine && !mine.deleted)) return false;
    return decided ? mine !== undefined && wasFilled(mine, decided) : knows(local, other);
  };
  const add = (edit: DistributiveOmit<Edit, 'own'>, item: Y.Item | undefined): void => {
    // Deletions have no author; within one history the relay has those of everybody else.
    const own = item
      ? claimed.has(item.id.client) || authorship.isOwn(item.id.client)
      : !authorship.isOtherHistory;
    // This document's own client id is the newest of this device's.
    const age = item?.id.client === local.clientID ? 1 : 0;
    found.push({ edit: { ...edit, own }, rank: item ? age : 2, clock: item?.id.clock ?? 0 });
  };
  /** Compares the keys of one entry, a map on both sides. */
  const compareKeys = (path: { root: RootName; id: string }, ours: Items, theirs: Items): void => {
    const values: [string, unknown][] = [];
    const cleared: string[] = [];
    let last: Y.Item | undefined;
    for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
      const mine = live(ours.get(key));
      const other = live(theirs.get(key));
      if (mine && !knows(relay, mine) && !isDecided(mine) && !isSame(mine, other)) {
        values.push([key, readItem(mine)]);
        if (!last || mine.id.clock > last.id.clock) last = mine;
      } else if (isTaken(ours.get(key), other)) cleared.push(key);
    }
    if (values.length + cleared.length > 0) add({ ...path, type: 'keys', values, cleared }, last);
  };

  for (const name of ROOTS_OF_PEOPLE) {
    const ours = itemsOf(root(local, name));
    const theirs = itemsOf(root(relay, name));
    for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
      const path = { root: name, id };
      const mine = live(ours.get(id));
      const other = live(theirs.get(id));
      if (!mine) {
        if (isTaken(ours.get(id), other)) add({ ...path, type: 'remove' }, undefined);
        continue;
      }
      const isKnown = knows(relay, mine);
      // An edit that was decided may be there again, rewritten, or among the kept edits.
      if (isKnown && !isDecided(mine) && !(other && isSameId(mine, other))) continue;
      const map = mapIn(mine);
      const otherMap = other && mapIn(other);
      if (map && (otherMap || isDecided(mine))) compareKeys(path, map, otherMap ?? new Map());
      else if (isKnown || isDecided(mine)) continue;
      else if (map) add({ ...path, type: 'add', values: valuesOf(map) }, newestItem(mine, map));
      else if (!isSame(mine, other)) add({ ...path, type: 'value', value: readItem(mine) }, mine);
    }
  }
  return found.sort((a, b) => a.rank - b.rank || a.clock - b.clock).map(({ edit }) => edit);
}

/**
 * Writes one edit again, its texts and keys well-formed. An entry that is gone stays gone. Must run inside a
 * transaction.
 */
export function writeEdit(doc: Y.Doc, given: Edit): void {
  const edit = wellFormedValue(given);
  const meta = root(doc, 'meta');
  if (!meta.has('format')) meta.set('format', FORMAT);
  const entries = root(doc, edit.root);
  const existing = entries.get(edit.id);
  switch (edit.type) {
    case 'add':
    case 'keys': {
      const entry: Y.Map<unknown> = existing instanceof Y.Map ? existing : new Y.Map();
      if (edit.type === 'keys' && entry !== existing) return;
      for (const [key, value] of edit.values) entry.set(key, value);
      if (edit.type === 'keys') for (const key of edit.cleared) entry.delete(key);
      if (entry !== existing) entries.set(edit.id, entry);
      return;
    }
    case 'value':
      entries.set(edit.id, edit.value);
      return;
    case 'remove':
      entries.delete(edit.id);
  }
}

/** Joins two lists of kept edits; of the same entry the later one wins, key by key. */
export function joinEdits(earlier: readonly Edit[], later: readonly Edit[]): Edit[] {
  const all = new Map<string, Edit>();
  for (const edit of [...earlier, ...later]) {
    const key = `${edit.root}/${edit.id}`;
    const before = all.get(key);
    const isMore = edit.type === 'keys' && (before?.type === 'add' || before?.type === 'keys');
    all.set(key, isMore ? extended(before, edit) : edit);
  }
  return [...all.values()];
}

function extended(
  before: Extract<Edit, { type: 'add' | 'keys' }>,
  { values, cleared }: Extract<Edit, { type: 'keys' }>,
): Edit {
  const touched = new Set([...values.map(([key]) => key), ...cleared]);
  const rest = before.values.filter(([key]) => !touched.has(key));
  if (before.type === 'add') return { ...before, values: [...rest, ...values] };
  const stillCleared = before.cleared.filter(key => !touched.has(key));
  return { ...before, values: [...rest, ...values], cleared: [...stillCleared, ...cleared] };
}

export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type Items = ReadonlyMap<string, Y.Item>;

export const itemsOf = (map: Y.Map<unknown>): Items => map._map;
export const live = (item: Y.Item | undefined): Y.Item | undefined => (item?.deleted ? undefined : item);
/** Whether the place of `item` was filled at `then`, by itself or by an item that it has replaced. */
export function wasFilled(item: Y.Item, { sv, ds }: Y.Snapshot): boolean {
  for (let each: Y.Item | null = item; each; each = each.left) {
    const { id, length } = each;
    // Yjs merges deleted items, so one may be of both times.
    const end = Math.min(id.clock + length, sv.get(id.client) ?? 0);
    for (let clock = id.clock; clock < end; clock++)
      if (!Y.isDeleted(ds, Y.createID(id.client, clock))) return true;
  }
  return false;
}

const isSameId = (a: Y.Item, b: Y.Item): boolean => Y.compareIDs(a.id, b.id);

export const mapIn = ({ content }: Y.Item): Items | undefined =>
  content instanceof Y.ContentType && content.type instanceof Y.Map
    ? itemsOf(content.type as Y.Map<unknown>)
    : undefined;

export function readItem({ content, length }: Y.Item): unknown {
  const value: unknown = content.getContent()[length - 1];
  return value instanceof Y.AbstractType ? value.toJSON() : value;
}

export const valuesOf = (items: Items): Values =>
  [...items].flatMap(([key, item]) => (item.deleted ? [] : [[key, readItem(item)] as const]));

export const newestItem = (entry: Y.Item, items: Items): Y.Item =>
  [...items.values()].reduce(
    (last, item) => (item.id.client === last.id.client && item.id.clock > last.id.clock ? item : last),
    entry,
  );

/** Whether two items hold the same value; those of one key are small and plain. */
const isSame = (a: Y.Item, b: Y.Item | undefined): boolean =>
  b !== undefined && JSON.stringify(readItem(a)) === JSON.stringify(readItem(b));
