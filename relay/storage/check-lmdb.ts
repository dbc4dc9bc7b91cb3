import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import {
  checkHead,
  Damage,
  KEY_MAX_BYTES,
  type LmdbNode,
  type LmdbTree,
  looksLikeLmdb,
  type Meta,
  NO_PAGE,
  nodesOf,
  OVERFLOW_AT,
  overflowPages,
  PAGE,
  readMeta,
  TREE_BYTES,
  treeAt,
  u64,
} from './lmdb-pages.ts';

/**
 * The result of inspecting an LMDB file before LMDB opens it. LMDB maps the file into memory and trusts every
 * number in it: one that is wrong ends the process with a signal, or writes over what is in use.
 */
export type Inspected =
  /** No file, or one of no bytes: LMDB makes it. */
  | { readonly type: 'empty' }
  /** Something else, or no more than a beginning. */
  | { readonly type: 'foreign' }
  /** It must not be opened. `problems`: at least one. */
  | { readonly type: 'damaged'; readonly problems: readonly string[] }
  /** It can be read and written. `doubts`: oddities that cost the rows in question at most. */
  | { readonly type: 'sound'; readonly doubts: readonly string[] };

const PROBLEMS_MAX = 20;
const DEPTH_MAX = 32;
/** Number 0 of the file's free pages, in the words of problems. */
const FREE = 'the list of free pages';
const MAIN = 'the list of tables';

const WIDE = ['x64', 'arm64', 'riscv64', 'loong64', 'ppc64'];
/** Files of other machines are laid out in other ways. */
const isReadable = WIDE.includes(process.arch) && endianness() === 'LE';

/**
 * Inspects all pages that are in use, and not what values say; `names` are the tables that may be in it. Half
 * a second for 200 MB of small rows. While somebody writes to the file only with a read transaction open:
 * without one, pages of older states are used again.
 */
export function inspectLmdb(path: string, names: readonly string[]): Inspected {
  if (!existsSync(path)) return { type: 'empty' };
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size === 0) return { type: 'empty' };
    if (!looksLikeLmdb(file)) return { type: 'foreign' };
    if (!isReadable) return { type: 'sound', doubts: [] };
    return new Inspection(file, readMeta(file), names).run();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { type: 'damaged', problems: [error.message] };
  } finally {
    closeSync(file);
  }
}

/** Inspects the meta pages alone, which is safe at any time. */
export function inspectHeads(path: string): Inspected {
  const file = openSync(path, 'r');
  try {
    if (!looksLikeLmdb(file)) return { type: 'foreign' };
    if (isReadable) readMeta(file);
    return { type: 'sound', doubts: [] };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { type: 'damaged', problems: [error.message] };
  } finally {
    closeSync(file);
  }
}

/** The counts of a walk through one tree. */
interface Count {
  branches: number;
  leaves: number;
  overflows: number;
  entries: number;
}

interface Table {
  readonly name: string;
  readonly tree: LmdbTree;
}

type OnLeaf = (bytes: Buffer, node: LmdbNode) => void;

class Inspection {
  readonly #file: number;
  readonly #meta: Meta;
  readonly #names: readonly string[];
  /** By page: 1 where a tree holds it, 2 where it is listed as free. */
  readonly #pages: Uint8Array;
  readonly #problems: string[] = [];
  readonly #doubts: string[] = [];
  /** One for each level of a tree. */
  readonly #buffers: Buffer[] = [];

  constructor(file: number, meta: Meta, names: readonly string[]) {
    this.#file = file;
    this.#meta = meta;
    this.#names = names;
    this.#pages = new Uint8Array(Math.floor(fstatSync(file).size / meta.pageBytes));
    // It may be shorter than that where its last pages are free, never by much.
    if (meta.lastPage > 16 * this.#pages.length + 65_536) throw new Damage('it counts pages that cannot be');
  }

  run(): Inspected {
    const free: Buffer[] = [];
    const tables: Table[] = [];
    this.#tree(FREE, this.#meta.free, (bytes, node) => free.push(this.#freeList(bytes, node)));
    this.#tree(MAIN, this.#meta.main, (bytes, node) => tables.push(this.#table(bytes, node)));
    for (const { name, tree } of tables) {
      this.#tree(name, tree, (_bytes, { type }) => {
        if (type === 'tree') throw new Damage(`${name} has a row that is none`);
      });
    }
    // Only now is known which pages are in use.
    if (this.#problems.length === 0) for (const list of free) this.#attempt(() => this.#markFree(list));
    if (this.#problems.length > 0) return { type: 'damaged', problems: this.#problems };
    return { type: 'sound', doubts: this.#doubts };
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      if (this.#problems.length < PROBLEMS_MAX) this.#problems.push(error.message);
    }
  }

  #tree(name: string, tree: LmdbTree, onLeaf: OnLeaf): void {
    const count: Count = { branches: 0, leaves: 0, overflows: 0, entries: 0 };
    const isEmpty = tree.root === NO_PAGE;
    const before = this.#problems.length;
    this.#attempt(() => {
      if (isEmpty !== (tree.depth === 0) || tree.depth > DEPTH_MAX)
        throw new Damage(`${name} has a wrong depth`);
    });
    if (isEmpty || this.#problems.length > before) return;
    const walk = new Walk(onLeaf, count, name === FREE);
    this.#attempt(() => this.#page(tree.root, tree.depth, walk, name));
    if (this.#problems.length > before) return;
    const isCounted = (['branches', 'leaves', 'overflows', 'entries'] as const).every(
      each => count[each] === tree[each],
    );
    if (!isCounted) this.#doubts.push(`${name} holds another number of things than it counts`);
    if (walk.isInOrder) return;
    if (name === FREE) this.#problems.push(`${FREE} is not in its order`);
    else this.#doubts.push(`rows of ${name} are not in their order, and may not be found`);
  }

  #page(number: number, depth: number, walk: Walk, name: string): void {
    this.#claim(number, 1, name);
    this.#buffers[depth] ??= Buffer.alloc(this.#meta.pageBytes);
    const bytes = this.#buffers[depth];
    this.#read(bytes, number);
    const isBranch = depth > 1;
    checkHead(bytes, number, isBranch ? PAGE.branch : PAGE.leaf, this.#meta.transaction);
    const nodes = nodesOf(bytes, number, isBranch);
    if (nodes.length < (isBranch && name !== FREE ? 2 : 1)) throw new Damage(`page ${number} is empty`);
    if (!isBranch) {
      walk.count.leaves += 1;
      walk.count.entries += nodes.length;
      for (const node of nodes) {
        walk.key(bytes, node);
        if (node.type === 'overflow') this.#overflow(node, walk.count, name);
        walk.onLeaf(bytes, node);
      }
      return;
    }
    walk.count.branches += 1;
    for (const [i, node] of nodes.entries()) {
      if (i > 0) walk.separator(bytes, node);
      this.#attempt(() => this.#page(node.page, depth - 1, walk, name));
    }
  }

  #overflow({ page, pages, bytes }: LmdbNode, count: Count, name: string): void {
    const isEnough = pages >= overflowPages(bytes, this.#meta.pageBytes) && pages <= this.#pages.length;
    if (!isEnough) throw new Damage(`a value of ${name} has a wrong length`);
    this.#claim(page, pages, name);
    const head = Buffer.alloc(OVERFLOW_AT);
    this.#read(head, page);
    checkHead(head, page, PAGE.overflow, this.#meta.transaction);
    if (head.readUInt32LE(20) !== pages) throw new Damage(`page ${page} counts other pages than its own`);
    count.overflows += pages;
  }

  #table(bytes: Buffer, { type, keyAt, keyEnd, bytes: length }: LmdbNode): Table {
    // The binding ends a table's name with a zero.
    const name = bytes.toString('latin1', keyAt, keyEnd - 1);
    if (type !== 'tree' || length !== TREE_BYTES || !this.#names.includes(name)) {
      throw new Damage(`${MAIN} has one that the relay does not know`);
    }
    const tree = treeAt(bytes, keyEnd);
    if (tree.flags !== 0) throw new Damage(`${name} has wrong flags`);
    return { name, tree };
  }

  /** One list of free pages: numbers of 64 bits, the first of which counts the others. */
  #freeList(bytes: Buffer, { type, keyAt, keyEnd, bytes: length, page }: LmdbNode): Buffer {
    const wrong = (): Damage => new Damage(`${FREE} has an entry that is none`);
    if (keyEnd - keyAt !== 8 || type === 'tree' || length < 8) throw wrong();
    const since = u64(bytes, keyAt);
    if (since === 0 || since > this.#meta.transaction) throw wrong();
    const list = Buffer.alloc(length - (length % 8));
    if (type === 'overflow') this.#read(list, page, OVERFLOW_AT);
    else bytes.copy(list, 0, keyEnd, keyEnd + list.length);
    if (u64(list, 0) > list.length / 8 - 1) throw wrong();
    return list;
  }

  /** A number below 0 is the length of a run; the page that it begins with follows. 0 is nothing. */
  #markFree(list: Buffer): void {
    const count = u64(list, 0);
    for (let i = 1; i <= count; i++) {
      const entry = Number(list.readBigInt64LE(8 * i));
      if (entry === 0) continue;
      if (entry < 0) i += 1;
      const run = entry < 0 ? -entry : 1;
      const first = i <= count ? u64(list, 8 * i) : 0;
      if (first < 2 || first + run - 1 > this.#meta.lastPage)
        throw new Damage(`${FREE} names pages that are none`);
      for (let page = first; page < first + run && page < this.#pages.length; page++) {
        if (this.#pages[page] === 1) throw new Damage(`page ${page} is in use and listed as free`);
        if (this.#pages[page] === 2) throw new Damage(`page ${page} is listed as free twice`);
        this.#pages[page] = 2;
      }
    }
  }

  /** Claims pages for a tree: they exist, and no other tree has them. */
  #claim(first: number, count: number, name: string): void {
    if (first < 2 || first > this.#meta.lastPage || first + count - 1 > this.#meta.lastPage) {
      throw new Damage(`${name} points to page ${first}, which is none`);
    }
    if (first + count > this.#pages.length) {
      throw new Damage(`the file ends before page ${first + count - 1}, which ${name} needs`);
    }
    for (let page = first; page < first + count; page++) {
      if (this.#pages[page] !== 0) throw new Damage(`page ${page} is used twice`);
      this.#pages[page] = 1;
    }
  }

  #read(target: Buffer, page: number, skip = 0): void {
    const at = page * this.#meta.pageBytes + skip;
    if (readSync(this.#file, target, 0, target.length, at) < target.length) {
      throw new Damage(`the file ends before the end of page ${page}`);
    }
  }
}

/** One walk through a tree, from its first row to its last. */
class Walk {
  readonly onLeaf: OnLeaf;
  readonly count: Count;
  isInOrder = true;
  /** Keys are numbers of 64 bits, and bytes otherwise. */
  readonly #isNumbered: boolean;
  /** The last key or separator that was passed. */
  readonly #last = Buffer.alloc(KEY_MAX_BYTES);
  #length = 0;
  #isSeparator = true;

  constructor(onLeaf: OnLeaf, count: Count, isNumbered: boolean) {
    this.onLeaf = onLeaf;
    this.count = count;
    this.#isNumbered = isNumbered;
  }

  key(bytes: Buffer, { keyAt, keyEnd }: LmdbNode): void {
    this.#pass(bytes, keyAt, keyEnd, this.#isSeparator ? 0 : 1);
    this.#isSeparator = false;
  }

  separator(bytes: Buffer, { keyAt, keyEnd }: LmdbNode): void {
    this.#pass(bytes, keyAt, keyEnd, 1);
    this.#isSeparator = true;
  }

  #pass(bytes: Buffer, start: number, end: number, least: 0 | 1): void {
    let key = bytes;
    if (this.#isNumbered && end - start === 8) {
      key = Buffer.from(bytes.subarray(start, end)).swap64();
      [start, end] = [0, 8];
    }
    if (key.compare(this.#last, 0, this.#length, start, end) < least) this.isInOrder = false;
    this.#length = key.copy(this.#last, 0, start, end);
  }
}
