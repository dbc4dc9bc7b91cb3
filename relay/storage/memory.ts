import type { SessionId } from '../../shared/ids.ts';
import type { Collection, RecordValue, RelayStore, StoredDocument } from '../../shared/ports.ts';

interface Log {
  snapshot: Uint8Array | undefined;
  rows: { readonly seq: number; readonly update: Uint8Array }[];
  through: number;
}

/** What a memory store holds, kept apart from the store so that one can be closed and opened again. */
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

  async close(): Promise<void> {
    // The disk outlives its store, as a real one does.
  }
}
