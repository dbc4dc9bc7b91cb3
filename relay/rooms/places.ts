import * as Y from 'yjs';
import { isRootName, ROOTS, type RootName } from '../../shared/session/index.ts';
import type { ReadStruct, StructId } from './update-reader.ts';

/** The map that a key stands in: one that the document holds, or one that the update brings. */
export type Container = Y.Item | ReadStruct;

/** One place of the document: an entry of a root, or a key of the map that is this entry. All that was ever written there forms a chain. */
export interface Place {
  readonly root: RootName;
  readonly entry: string;
  readonly key: string | undefined;
  /** Of a key: its map. One entry may have had several, one after the other. */
  readonly container: Container | undefined;
  /** The newest end of the chain in the document; undefined where nothing was ever written. */
  readonly tail: Y.Item | undefined;
}

/** A part of a document that no session has. */
export class UnknownPlace extends Error {}

/** The roots whose entries are maps of keys. */
export const hasKeys = (root: RootName): boolean => root === 'objects' || root === 'frames';

/** Map types keep what is written to them here, also when it is deleted; Yjs declares it, for those who extend it. */
export const chainsOf = (type: { readonly _map: Map<string, Y.Item> }): ReadonlyMap<string, Y.Item> =>
  type._map;

/** The type that an item holds; undefined for an item that holds anything else, or nothing any more. */
export const typeOf = ({ content }: Y.Item): Y.AbstractType<unknown> | undefined =>
  content instanceof Y.ContentType ? content.type : undefined;

/** The places of one document, each the same value however often it is asked for. */
export class Places {
  readonly #roots: ReadonlyMap<unknown, RootName>;
  readonly #doc: Y.Doc;
  readonly #known = new Map<string, Place>();

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#roots = new Map(ROOTS.map(name => [doc.getMap(name), name]));
  }

  /** Throws `UnknownPlace` for the name of no root. */
  entry(root: string, entry: string): Place {
    if (!isRootName(root)) throw new UnknownPlace(`the root ${JSON.stringify(root.slice(0, 40))}`);
    return this.#place(`${root} ${entry}`, () => {
      const tail = chainsOf(this.#doc.getMap(root)).get(entry);
      return { root, entry, key: undefined, container: undefined, tail };
    });
  }

  /** A key of the map in `container`, which is the entry `of`. Throws `UnknownPlace` where entries have no keys. */
  key(of: Place, container: Container, key: string): Place {
    if (of.key !== undefined || !hasKeys(of.root)) throw new UnknownPlace('a map inside a value');
    const { client, clock } = container instanceof Y.Item ? container.id : container;
    return this.#place(`${client} ${clock} ${key}`, () => {
      const type = container instanceof Y.Item ? typeOf(container) : undefined;
      return { root: of.root, entry: of.entry, key, container, tail: type && chainsOf(type).get(key) };
    });
  }

  /** Where an item of the document stands. Throws `UnknownPlace` for what is in no session. */
  ofItem(item: Y.Item): Place {
    const { parentSub, parent } = item;
    if (parentSub === null || !(parent instanceof Y.AbstractType)) throw new UnknownPlace('a list');
    const holder = parent._item;
    if (holder) return this.key(this.ofItem(holder), holder, parentSub);
    const root = this.#roots.get(parent);
    if (!root) throw new UnknownPlace('a root of another name');
    return this.entry(root, parentSub);
  }

  #place(id: string, make: () => Place): Place {
    const known = this.#known.get(id);
    if (known) return known;
    const made = make();
    this.#known.set(id, made);
    return made;
  }
}

/** The struct of the document at this id. The caller has seen that the document reaches that far. */
export function structAt(doc: Y.Doc, { client, clock }: StructId): Y.Item | Y.GC {
  const structs = doc.store.clients.get(client) ?? [];
  return structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC;
}

export const known = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);
