import * as Y from 'yjs';
import type { ObjectView } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';
import { encodePlacement } from '../../shared/pose.ts';
import { readFormat, root } from '../../shared/session/index.ts';
import { readObject, readParticipant, readSettings } from '../../shared/session/read.ts';

/** Measuring a document encodes it, so a result holds for this long. */
const MEASURED_FOR_MS = 5_000;

/** Returns the owner of a Yjs client id, by the relay's own knowledge. */
export type AuthorOf = (client: number) => UserId | undefined;

/** A room's document as the API shows it. Reading changes nothing and waits for nobody. */
export class DocumentReader {
  readonly #doc: Y.Doc;
  readonly #authorOf: AuthorOf;
  #measured: { readonly bytes: number; readonly at: number } | undefined;
  /** The ids of all objects, in order; undefined where it has to be found anew. */
  #ids: readonly string[] | undefined;
  #isWatching = false;

  constructor(doc: Y.Doc, authorOf: AuthorOf = () => undefined) {
    this.#doc = doc;
    this.#authorOf = authorOf;
  }

  get name(): string {
    return readSettings(root(this.#doc, 'settings')).name;
  }

  get objectsCount(): number {
    return this.#sorted().length;
  }

  get format(): number {
    return readFormat(this.#doc);
  }

  /** Size of the document as one update. A few seconds old at most. */
  bytes(now = performance.now()): number {
    if (!this.#measured || now - this.#measured.at > MEASURED_FOR_MS) {
      this.#measured = { bytes: Y.encodeStateAsUpdate(this.#doc).length, at: now };
    }
    return this.#measured.bytes;
  }

  /** Returns a person's name in the document; empty where they have none. */
  nameOf(user: string): string {
    return readParticipant(user, root(this.#doc, 'participants').get(user))?.name ?? '';
  }

  /**
   * Returns objects in the order of their ids, after `after`. An object keeps its place in that order
   * whatever others do meanwhile.
   */
  objects(
    after: string,
    limit: number,
  ): { readonly objects: readonly ObjectView[]; readonly next: string | undefined } {
    const map = root(this.#doc, 'objects');
    const ids = this.#sorted();
    const from = firstAfter(ids, after);
    const page = ids.slice(from, from + limit);
    const objects = page.flatMap(id => viewOf(id, map.get(id), this.#authorOf) ?? []);
    return { objects, next: from + limit < ids.length ? page.at(-1) : undefined };
  }

  /** Sorts the ids once for all pages, unless objects come or go meanwhile. */
  #sorted(): readonly string[] {
    const map = root(this.#doc, 'objects');
    if (!this.#isWatching) {
      // The observer ends with the document.
      this.#isWatching = true;
      map.observe(() => {
        this.#ids = undefined;
      });
    }
    this.#ids ??= [...map.keys()].sort();
    return this.#ids;
  }
}

/** Returns the index of the first of `ids`, which are sorted, that comes after `after`. */
function firstAfter(ids: readonly string[], after: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as string) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function viewOf(id: string, value: unknown, authorOf: AuthorOf): ObjectView | undefined {
  const object = readObject(id, value);
  if (!object || !(value instanceof Y.Map)) return undefined;
  const { placement, ...fields } = object;
  const authorOfItem = (item: Y.Item | null | undefined): UserId | undefined =>
    item ? authorOf(item.id.client) : undefined;
  const maker = authorOfItem(value._item);
  const mover = authorOfItem(value._map.get('placement'));
  return {
    ...fields,
    placement: encodePlacement(placement) as ObjectView['placement'],
    ...(maker === undefined ? {} : { created_by: maker }),
    ...(mover === undefined ? {} : { changed_by: mover }),
  };
}
