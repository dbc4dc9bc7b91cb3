import { readSync } from 'node:fs';

/**
 * How an LMDB file is laid out (data version 2, as the `lmdb` package compiles it for 64 bit, little endian):
 * pages of one size, each with a head of 24 bytes; pages 0 and 1 are the meta pages, of which transaction n
 * writes number n % 2. Source of the offsets: MDB_page_header, MDB_meta, MDB_db, MDB_node and MDB_ovpage in
 * liblmdb/mdb.c.
 */

const HEAD_BYTES = 24;
const META_BYTES = HEAD_BYTES + 136;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
export const TREE_BYTES = 48;
const NODE_BYTES = 8;
const OVERFLOW_BYTES = 24;
const [PAGE_MIN, PAGE_MAX] = [512, 65_536];
const SHIFT = 2 * PAGE_MAX;

export const PAGE = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const;
const NODE = { big: 0x01, tree: 0x02 } as const;
/**
 * Of the flags in a meta page: what the relay's file never has (duplicates, overlapping syncs, encryption),
 * and what each has.
 */
const [FLAGS_NEVER, FLAGS_ALWAYS] = [0x3076, 0x0008];
/** The longest key that the binding writes. */
export const KEY_MAX_BYTES = 1978;
/** In the place of a root: the tree is empty. */
export const NO_PAGE = Number.POSITIVE_INFINITY;
const ALL_ONES = 2n ** 64n - 1n;

/** Thrown where the file is not as LMDB needs it; the message says what and where, and holds no content. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/**
 * A whole number of 64 bits; above 2^53 no longer exact, but then it is larger than anything that may be
 * there.
 */
export const u64 = (bytes: Buffer, at: number): number =>
  bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;

const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/** The record of a tree: where it begins and what it counts. */
export interface LmdbTree {
  readonly flags: number;
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflows: number;
  readonly entries: number;
  /** A page number, or `NO_PAGE`. */
  readonly root: number;
}

export const treeAt = (bytes: Buffer, at: number): LmdbTree => ({
  flags: bytes.readUInt16LE(at + 4),
  depth: bytes.readUInt16LE(at + 6),
  branches: u64(bytes, at + 8),
  leaves: u64(bytes, at + 16),
  overflows: u64(bytes, at + 24),
  entries: u64(bytes, at + 32),
  root: bytes.readBigUInt64LE(at + 40) === ALL_ONES ? NO_PAGE : u64(bytes, at + 40),
});

/** The newest state of the file. */
export interface Meta {
  readonly pageBytes: number;
  readonly transaction: number;
  readonly lastPage: number;
  readonly free: LmdbTree;
  readonly main: LmdbTree;
}

/** Whether a file of at least two pages begins like one of LMDB's, on either of its meta pages. */
export function looksLikeLmdb(file: number): boolean {
  const head = Buffer.alloc(2 * PAGE_MAX);
  const bytes = head.subarray(0, readSync(file, head, 0, head.length, 0));
  const magic = Buffer.from(Uint32Array.of(MAGIC).buffer);
  if (bytes.length < 2 * 4096) return false;
  for (let at = 0; at < bytes.length; at += PAGE_MIN) {
    if (bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + 4).equals(magic)) return true;
  }
  return false;
}

function metaAt(bytes: Buffer, number: 0 | 1, pageBytes: number): Meta {
  const wrong = (what: string): Damage => new Damage(`meta page ${number} has ${what}`);
  const at = number * pageBytes;
  if (bytes.length < at + META_BYTES) throw wrong('its end cut off');
  if (u64(bytes, at) !== number || bytes.readUInt16LE(at + 18) !== PAGE.meta) throw wrong('a wrong head');
  if (bytes.readUInt32LE(at + 24) !== MAGIC) throw wrong('a wrong mark');
  if ((bytes.readUInt32LE(at + 28) & 0xffff) !== VERSION) throw wrong('an unknown version');
  if (bytes.readUInt32LE(at + 48) !== pageBytes) throw wrong('another page size');
  const [free, main] = [treeAt(bytes, at + 48), treeAt(bytes, at + 96)];
  if ((free.flags & FLAGS_NEVER) !== 0 || (free.flags & FLAGS_ALWAYS) !== FLAGS_ALWAYS || main.flags !== 0) {
    throw wrong('wrong flags');
  }
  const transaction = u64(bytes, at + 152);
  if (transaction !== 0 && transaction % 2 !== number) throw wrong('the number of another transaction');
  return { pageBytes, transaction, lastPage: u64(bytes, at + 144), free, main };
}

/**
 * Reads both meta pages and returns the newer one. Both must be sound: from the older alone nobody can tell
 * whether something acknowledged was written after it. Throws `Damage`.
 */
export function readMeta(file: number): Meta {
  const bytes = Buffer.alloc(PAGE_MAX + META_BYTES);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  const pageBytes = length < META_BYTES ? 0 : bytes.readUInt32LE(48);
  if (!isPowerOfTwo(pageBytes) || pageBytes < PAGE_MIN || pageBytes > PAGE_MAX) {
    throw new Damage('meta page 0 has no page size');
  }
  const read = bytes.subarray(0, length);
  const [first, second] = [metaAt(read, 0, pageBytes), metaAt(read, 1, pageBytes)];
  // A file that LMDB has just made, or copied, says nothing on its first meta page, or on both.
  const isNew = first.transaction === 0 && first.free.root === NO_PAGE && first.main.root === NO_PAGE;
  if (!isNew && Math.abs(first.transaction - second.transaction) !== 1) {
    throw new Damage('the meta pages are of transactions that do not follow each other');
  }
  return first.transaction > second.transaction ? first : second;
}

/**
 * The head of a page; throws `Damage` where it is not the head of page `number`, of this kind, written by
 * `newest` or before.
 */
export function checkHead(bytes: Buffer, number: number, kind: number, newest: number): void {
  if (u64(bytes, 0) !== number) throw new Damage(`page ${number} is numbered as another`);
  if (u64(bytes, 8) > newest) throw new Damage(`page ${number} is of a transaction that never was`);
  if (bytes.readUInt16LE(18) !== kind)
    throw new Damage(`page ${number} is of another kind than it should be`);
}

/** One entry of a page. Offsets are into the page's bytes. */
export interface LmdbNode {
  readonly type: 'branch' | 'value' | 'tree' | 'overflow';
  readonly keyAt: number;
  readonly keyEnd: number;
  /** How long a leaf's value is, wherever it lies: behind the key, or on overflow pages. */
  readonly bytes: number;
  /** The page below a branch, or the first of overflow pages. */
  readonly page: number;
  /** How many overflow pages. */
  readonly pages: number;
}

function branchAt(bytes: Buffer, at: number): LmdbNode {
  const keyEnd = at + NODE_BYTES + bytes.readUInt16LE(at + 6);
  const page = bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32;
  return { type: 'branch', keyAt: at + NODE_BYTES, keyEnd, bytes: 0, page, pages: 0 };
}

function leafAt(bytes: Buffer, at: number): LmdbNode {
  const flags = bytes.readUInt16LE(at + 4);
  const keyEnd = at + NODE_BYTES + bytes.readUInt16LE(at + 6);
  const isBig = flags === NODE.big && keyEnd + OVERFLOW_BYTES <= bytes.length;
  return {
    type: flags === NODE.big ? 'overflow' : flags === NODE.tree ? 'tree' : 'value',
    keyAt: at + NODE_BYTES,
    keyEnd,
    bytes: bytes.readUInt32LE(at),
    page: isBig ? u64(bytes, keyEnd) : 0,
    pages: isBig ? u64(bytes, keyEnd + 16) : 0,
  };
}

/**
 * The entries of a branch or leaf page, in their order. Throws `Damage` where they do not fill their part of
 * the page exactly, without a gap or an overlap, as LMDB keeps them: it moves bytes by these numbers and
 * trusts them.
 */
export function nodesOf(bytes: Buffer, number: number, isBranch: boolean): LmdbNode[] {
  const wrong = (): Damage => new Damage(`the entries of page ${number} lie wrong`);
  const room = bytes.length - HEAD_BYTES;
  const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)];
  if (lower % 2 !== 0 || lower > upper || upper > room) throw wrong();
  const count = lower / 2;
  const largest = ((room >> 1) & -2) - 2;
  const nodes: LmdbNode[] = [];
  /** Beginning and length of each, in one number. */
  const parts = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = bytes.readUInt16LE(HEAD_BYTES + 2 * i);
    if (start % 2 !== 0 || start < upper || start + NODE_BYTES > room) throw wrong();
    const at = start + HEAD_BYTES;
    const node = isBranch ? branchAt(bytes, at) : leafAt(bytes, at);
    const keyBytes = node.keyEnd - node.keyAt;
    const size = NODE_BYTES + keyBytes + (node.type === 'overflow' ? OVERFLOW_BYTES : node.bytes);
    if (keyBytes > KEY_MAX_BYTES || size > largest || start + size > room) throw wrong();
    if (!isBranch && (keyBytes === 0 || bytes.readUInt16LE(at + 4) > NODE.tree)) throw wrong();
    nodes.push(node);
    parts[i] = start * SHIFT + size + (size % 2);
  }
  let expected = upper;
  for (const part of parts.sort()) {
    if (Math.floor(part / SHIFT) !== expected) throw wrong();
    expected += part % SHIFT;
  }
  if (expected !== room) throw wrong();
  return nodes;
}

/** How many pages a value of so many bytes takes for itself. */
export const overflowPages = (bytes: number, pageBytes: number): number =>
  Math.floor((HEAD_BYTES - 1 + bytes) / pageBytes) + 1;

/** The offset of the value on an overflow page, behind the head. */
export const OVERFLOW_AT = HEAD_BYTES;
