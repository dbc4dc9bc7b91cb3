import type { Database, RootDatabase } from 'lmdb';
import type { SessionId } from '../../shared/ids.ts';
import type {
  Collection,
  RecordListOptions,
  RecordValue,
  StoredDocument,
  StoredRows,
} from '../../shared/ports.ts';
import { CorruptData } from './seal.ts';

const SEQ_BYTES = 8;

/** After every character that a key may hold. */
export const LAST = '\uffff';

/**
 * Beside the records, by session: the number of the newest update, written with each of them. It says that
 * there is a document and up to where, so that rows which are not found under their keys any more are missed,
 * and nobody is shown an empty or a shorter document. A session that nothing was written to since this is
 * kept has none.
 */
export const HEADS = 'heads';
export const headKey = (id: SessionId): [string, string] => [HEADS, id];
/**
 * The opening that kept them last. Where a later one did not, an older version has written without them, and
 * none of them counts.
 */
export const KEEPER: [string, string] = [HEADS, ''];

/**
 * Of numbers that openings can have: a damaged key is none, and a huge one would leave no room for the next.
 */
const OPENINGS_MAX = 2 ** 40;

export function newestOpening(openings: Pick<Database<number, number>, 'getKeys'>): number {
  let newest = 0;
  for (const key of openings.getKeys()) {
    if (Number.isInteger(key) && key > newest && key < OPENINGS_MAX) newest = key;
  }
  return newest;
}

export const TABLES = ['log', 'snapshots', 'records', 'openings'] as const;
type TableName = (typeof TABLES)[number];
type Table<V, K extends string | number | [string, string | number]> = Database<V, K>;

/** A snapshot's row: the number of the newest update that it holds, big endian, then the snapshot. */
export function encodeSnapshot(through: number, snapshot: Uint8Array): Buffer {
  const row = Buffer.allocUnsafe(SEQ_BYTES + snapshot.length);
  row.writeBigUInt64BE(BigInt(through));
  row.set(snapshot, SEQ_BYTES);
  return row;
}

/** The number in a snapshot's row. */
const foldedIn = (row: Uint8Array): number =>
  Number(new DataView(row.buffer, row.byteOffset).getBigUint64(0));

/** Parses a record. What is no JSON object is an empty record, which no reader takes for one of its own. */
function parse(json: string): RecordValue {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as RecordValue) : {};
  } catch {
    return {};
  }
}

/** The key that a damaged one is read as. */
const NO_KEY: unknown[] = [];

/** As far as the binding's types do not say it. */
interface KeyReader {
  readKey(bytes: Uint8Array, start: number, end: number, isPart?: boolean): unknown;
}

/** One damaged key must not end a walk through all: the binding throws where bytes are no key. */
function forgiving<T extends object>(table: T): T {
  const reader = table as unknown as KeyReader;
  const read = reader.readKey;
  reader.readKey = (...place) => {
    try {
      return read(...place);
    } catch {
      return NO_KEY;
    }
  };
  return table;
}

const isPair = (key: unknown): key is [string, string | number] =>
  Array.isArray(key) && key.length === 2 && typeof key[0] === 'string';

/** The reading half of a store in one LMDB file. A table that is not there yet is empty. */
export class LmdbReader {
  protected readonly log: Table<Uint8Array, [string, number]> | undefined;
  protected readonly snapshots: Table<Uint8Array, string> | undefined;
  /**
   * JSON, written here: a value that cannot be written must be found out before the transaction, which keeps
   * what it has done by then.
   */
  protected readonly records: Table<string, [string, string]> | undefined;

  constructor(env: RootDatabase, has: (name: TableName) => boolean = () => true) {
    const open = <V, K extends string | [string, string | number]>(
      name: TableName,
      encoding: 'binary' | 'string',
    ): Table<V, K> | undefined => (has(name) ? forgiving(env.openDB<V, K>({ name, encoding })) : undefined);
    this.log = open('log', 'binary');
    this.snapshots = open('snapshots', 'binary');
    this.records = open('records', 'string');
  }

  async load(id: SessionId): Promise<StoredDocument | undefined> {
    const row = this.snapshots?.get(id);
    if (row && row.length < SEQ_BYTES) throw new CorruptData(`the snapshot of ${id}`);
    const updates: Uint8Array[] = [];
    let through = row ? foldedIn(row) : 0;
    for (const { key, value } of this.#logOf(id)) {
      through += 1;
      if (key[1] !== through)
        throw new CorruptData(`the document of ${id}: its update ${through} is not there`);
      updates.push(new Uint8Array(value));
    }
    const head = this.hasHeads() ? Number(this.records?.get(headKey(id)) ?? 0) : 0;
    if (head > through) {
      throw new CorruptData(
        `the document of ${id}: it goes to ${head}, and no more than ${through} is there`,
      );
    }
    if (!row && updates.length === 0) return undefined;
    return { snapshot: row && new Uint8Array(row.subarray(SEQ_BYTES)), updates, through };
  }

  async rows(id: SessionId): Promise<StoredRows> {
    const updates = [...this.#logOf(id)].map(({ key, value }) => [key[1], new Uint8Array(value)] as const);
    const row = this.snapshots?.get(id);
    return { snapshot: row && new Uint8Array(row), updates };
  }

  #logOf(id: SessionId): Iterable<{ key: [string, number]; value: Uint8Array }> {
    const range = {
      start: [id, 0] as [string, number],
      end: [id, Number.MAX_SAFE_INTEGER] as [string, number],
    };
    return this.log?.getRange(range) ?? [];
  }

  /** Whether the numbers of the newest updates count. */
  protected hasHeads(): boolean {
    return true;
  }

  async documents(): Promise<readonly SessionId[]> {
    const ids = new Set<string>();
    for (const key of this.snapshots?.getKeys() ?? []) if (typeof key === 'string') ids.add(key);
    const inLog = new Set<string>();
    for (let next: string | undefined = ''; next !== undefined; ) {
      next = this.#sessionAfter(next, inLog);
      if (next !== undefined) inLog.add(next);
    }
    for (const id of inLog) ids.add(id);
    return [...ids] as SessionId[];
  }

  /** From one session's rows to the next one's, not through all of them, unless keys are damaged. */
  #sessionAfter(id: string, known: ReadonlySet<string>): string | undefined {
    const start: [string, number] = [id, Number.MAX_SAFE_INTEGER];
    for (const key of this.log?.getKeys({ start }) ?? []) {
      if (isPair(key) && !known.has(key[0])) return key[0];
    }
    return undefined;
  }

  async get(collection: Collection, key: string): Promise<RecordValue | undefined> {
    const json = this.records?.get([collection, key]);
    return json === undefined ? undefined : parse(json);
  }

  async list(
    collection: Collection,
    options: RecordListOptions = {},
  ): Promise<readonly (readonly [string, RecordValue])[]> {
    const { prefix = '', after, limit, reverse = false } = options;
    let [first, last] = [prefix, `${prefix}${LAST}`];
    if (after !== undefined && !reverse && after > first) first = after;
    if (after !== undefined && reverse && after < last) last = after;
    const range = {
      start: [collection, reverse ? last : first] as [string, string],
      end: [collection, reverse ? first : last] as [string, string],
      reverse,
    };
    const found: (readonly [string, RecordValue])[] = [];
    for (const { key, value } of this.records?.getRange(range) ?? []) {
      // A damaged key may belong to nothing, or seem to lie before the place where a list goes on.
      if (!isPair(key) || typeof key[1] !== 'string' || key[0] !== collection || key[1] === after) continue;
      if (limit !== undefined && found.length >= limit) break;
      found.push([key[1], parse(value)]);
    }
    return found;
  }

  /** The number of the newest update of a session that the file holds; 0 where there is none. */
  protected newest(id: SessionId): number {
    const row = this.snapshots?.get(id);
    const snapshot = row && row.length >= SEQ_BYTES ? foldedIn(row) : 0;
    const range = {
      start: [id, Number.MAX_SAFE_INTEGER] as [string, number],
      end: [id, 0] as [string, number],
    };
    const [key] = this.log?.getKeys({ ...range, reverse: true, limit: 1 }) ?? [];
    const inLog = isPair(key) && typeof key[1] === 'number' ? key[1] : 0;
    return Math.max(snapshot, inLog);
  }
}
