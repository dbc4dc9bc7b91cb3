import * as Y from 'yjs';
import { isRootName, ROOTS, type RootName } from '../../shared/session/index.ts';
import { cutText } from '../../shared/text.ts';
import type { ReadStruct, StructId } from './struct.ts';

/** The owner of a map of keys: an item of the document, or a struct of the update. */
export type MapOwner = Y.Item | ReadStruct;

/** A map of keys, and the keys of it that an update touches. */
export interface KeyMap {
  readonly container: MapOwner;
  /** The entry whose map it is. One entry may have had several maps, one after the other. */
  readonly of: Path;
  /** Its chains in the document; undefined for a map that the update brings. */
  readonly chains: ReadonlyMap<string, Y.Item> | undefined;
  /** Keys that the update touches. */
  readonly keys: Map<string, Path>;
}

/**
 * A path of the document: an entry of a root, or a key of the map that is this entry. All that was ever
 * written there forms a chain.
 */
export interface Path {
  readonly root: RootName;
  readonly entry: string;
  readonly key: string | undefined;
  /** For a key, the map that it stands in. */
  readonly map: KeyMap | undefined;
  /** The newest end of the chain in the document; undefined where nothing was ever written. */
  readonly tail: Y.Item | undefined;
  /**
   * The structs that the update writes here, each after those that it depends on; undefined for nothing.
   * Filled by the attribution.
   */
  writes: ReadStruct[] | undefined;
}

/** Thrown for a part of a document that no session has. */
export class UnknownPath extends Error {}

/** The roots whose entries are maps of keys. */
export const hasKeys = (root: RootName): boolean => root === 'objects' || root === 'frames';

/**
 * Returns the chains of a map type, which keep deleted values too. Yjs declares `_map` for those who extend
 * it.
 */
export const chainsOf = (type: { readonly _map: Map<string, Y.Item> }): ReadonlyMap<string, Y.Item> =>
  type._map;

/** Returns the type that an item holds; undefined for any other item, or one that holds nothing any more. */
export const typeOf = ({ content }: Y.Item): Y.AbstractType<unknown> | undefined =>
  content instanceof Y.ContentType ? content.type : undefined;

/** Returns the live value at the end of a chain. */
export const liveValue = (tail: Y.Item | undefined): unknown =>
  tail && !tail.deleted ? tail.content.getContent().at(-1) : undefined;

/** Whether something takes the place of what was there. */
export const isReplaced = ({ writes = [] }: Path): boolean =>
  writes.some(({ content: { type } }) => type === 'values' || type === 'map');

/** The paths of one document, each the same value however often it is requested. */
export class Paths {
  readonly #doc: Y.Doc;
  readonly #entries = new Map<RootName, Map<string, Path>>();
  readonly #maps = new Map<MapOwner, KeyMap>();

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  /** Entries that were requested, by root. */
  get entries(): ReadonlyMap<RootName, ReadonlyMap<string, Path>> {
    return this.#entries;
  }

  /** Maps of which keys were requested. */
  get maps(): Iterable<KeyMap> {
    return this.#maps.values();
  }

  /** Returns the path of an entry. Throws `UnknownPath` for the name of no root. */
  entry(root: string, entry: string): Path {
    if (!isRootName(root)) throw new UnknownPath(`the root ${JSON.stringify(cutText(root, 40))}`);
    let entries = this.#entries.get(root);
    if (!entries) {
      entries = new Map();
      this.#entries.set(root, entries);
    }
    const known = entries.get(entry);
    if (known) return known;
    const tail = chainsOf(this.#doc.getMap(root)).get(entry);
    const added: Path = { root, entry, key: undefined, map: undefined, tail, writes: undefined };
    entries.set(entry, added);
    return added;
  }

  /**
   * Returns the path of a key in the map of `container`, which is the entry `of`. Throws `UnknownPath` where
   * entries have no keys.
   */
  key(of: Path, container: MapOwner, key: string): Path {
    const map = this.#maps.get(container) ?? this.#mapOf(of, container);
    const known = map.keys.get(key);
    if (known) return known;
    const { root, entry } = of;
    const added: Path = { root, entry, key, map, tail: map.chains?.get(key), writes: undefined };
    map.keys.set(key, added);
    return added;
  }

  /** Returns the path of an item of the document. Throws `UnknownPath` for what is in no session. */
  ofItem(item: Y.Item): Path {
    const { parentSub, parent } = item;
    if (parentSub === null || !(parent instanceof Y.AbstractType)) throw new UnknownPath('a list');
    const holder = parent._item;
    if (holder) return this.key(this.ofItem(holder), holder, parentSub);
    const root = ROOTS.find(name => this.#doc.share.get(name) === parent);
    if (!root) throw new UnknownPath('a root of another name');
    return this.entry(root, parentSub);
  }

  #mapOf(of: Path, container: MapOwner): KeyMap {
    if (of.key !== undefined || !hasKeys(of.root)) throw new UnknownPath('a map inside a value');
    const type = container instanceof Y.Item ? typeOf(container) : undefined;
    const added: KeyMap = { container, of, chains: type && chainsOf(type), keys: new Map() };
    this.#maps.set(container, added);
    return added;
  }
}

/**
 * Returns the struct of the document at this id. The caller has checked that the document reaches that far.
 */
export function structAt(doc: Y.Doc, { client, clock }: StructId): Y.Item | Y.GC {
  const structs = doc.store.clients.get(client) ?? [];
  return structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC;
}

export const knownClock = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);
