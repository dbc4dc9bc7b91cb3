import type { SessionId } from '../../shared/ids.ts';
import {
  type Collection,
  type RecordChange,
  type RecordKey,
  type RecordListOptions,
  type RecordValue,
  type RelayStore,
  SESSION_COLLECTIONS,
  type StoredDocument,
  type StoredRows,
} from '../../shared/ports.ts';

interface Log {
  snapshot: Uint8Array | undefined;
  rows: { readonly seq: number; readonly update: Uint8Array }[];
  through: number;
}

/** The content of a memory store, kept apart from it so that one can be closed and opened again. */
export interface MemoryDisk {
  readonly logs: Map<SessionId, Log>;
  readonly records: Map<string, string>;
}

export const newMemoryDisk = (): MemoryDisk => ({ logs: new Map(), records: new Map() });

/** A store for tests and measurements: as durable as `disk`, which is as durable as this process. */
export class MemoryStore implements RelayStore {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk = newMemoryDisk()) {
    this.#disk = disk;
  }

  async load(id: SessionId): Promise<StoredDocument | undefined> {
    const log = this.#disk.logs.get(id);
    if (!log) return undefined;
    return { snapshot: log.snapshot, updates: log.rows.map(row => row.update), through: log.through };
  }

  async rows(id: SessionId): Promise<StoredRows> {
    const log = this.#disk.logs.get(id);
    return { snapshot: log?.snapshot, updates: (log?.rows ?? []).map(({ seq, update }) => [seq, update]) };
  }

  async append(id: SessionId, update: Uint8Array): Promise<number> {
    const log = this.#disk.logs.get(id) ?? { snapshot: undefined, rows: [], through: 0 };
    this.#disk.logs.set(id, log);
    log.through += 1;
    log.rows.push({ seq: log.through, update: update.slice() });
    return log.through;
  }

  async compact(id: SessionId, through: number, snapshot: Uint8Array): Promise<void> {
    const log = this.#disk.logs.get(id);
    if (!log) return;
    log.snapshot = snapshot.slice();
    log.rows = log.rows.filter(row => row.seq > through);
  }

  async documents(): Promise<readonly SessionId[]> {
    return [...this.#disk.logs.keys()];
  }

  async get(collection: Collection, key: string): Promise<RecordValue | undefined> {
    const json = this.#disk.records.get(`${collection}/${key}`);
    return json === undefined ? undefined : (JSON.parse(json) as RecordValue);
  }

  async put(collection: Collection, key: string, value: RecordValue, onlyIfAbsent = false): Promise<boolean> {
    const name = `${collection}/${key}`;
    if (onlyIfAbsent && this.#disk.records.has(name)) return false;
    this.#disk.records.set(name, JSON.stringify(value));
    return true;
  }

  async write(changes: readonly RecordChange[]): Promise<void> {
    // All written out before the first is kept.
    const steps = changes.map(change => ({
      name: `${change.collection}/${change.key}`,
      json: change.type === 'put' ? JSON.stringify(change.value) : undefined,
    }));
    for (const { name, json } of steps) {
      if (json === undefined) this.#disk.records.delete(name);
      else this.#disk.records.set(name, json);
    }
  }

  async list(
    collection: Collection,
    { prefix = '', after, limit, reverse = false }: RecordListOptions = {},
  ): Promise<readonly (readonly [string, RecordValue])[]> {
    const begin = `${collection}/`;
    const keys = [...this.#disk.records.keys()]
      .filter(name => name.startsWith(begin + prefix))
      .map(name => name.slice(begin.length))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    if (reverse) keys.reverse();
    const isAfter = (key: string): boolean =>
      after === undefined ||
      (reverse
        ? Buffer.compare(Buffer.from(key), Buffer.from(after)) < 0
        : Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
    return keys
      .filter(isAfter)
      .slice(0, limit)
      .map(key => [key, JSON.parse(this.#disk.records.get(begin + key) ?? 'null') as RecordValue]);
  }

  async erase(
    id: SessionId,
    sessionRecord: RecordValue,
    keep: readonly Collection[] = [],
    along: readonly RecordKey[] = [],
  ): Promise<void> {
    this.#disk.logs.delete(id);
    for (const collection of SESSION_COLLECTIONS) {
      if (keep.includes(collection)) continue;
      for (const name of [...this.#disk.records.keys()]) {
        if (name.startsWith(`${collection}/${id}/`)) this.#disk.records.delete(name);
      }
    }
    if (!keep.includes('keys')) this.#disk.records.delete(`keys/${id}`);
    this.#disk.records.set(`sessions/${id}`, JSON.stringify(sessionRecord));
    for (const { collection, key } of along) this.#disk.records.delete(`${collection}/${key}`);
  }

  async close(): Promise<void> {
    // The disk outlives its store, as a real one does.
  }
}
