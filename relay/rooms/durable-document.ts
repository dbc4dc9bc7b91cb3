import * as Y from 'yjs';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RelayStore, StoredDocument } from '../../shared/ports.ts';
import { CorruptData } from '../storage/index.ts';
import { ClientOwners } from './client-owners.ts';
import { type ObjectChange, watchObjects } from './object-changes.ts';

/**
 * Called once for each failed write; after that the disk counts as failed and nothing is acknowledged any
 * more.
 */
export type OnStoreFailure = (error: unknown) => void;

export type Applied =
  /**
   * `fresh` holds what the document did not have; undefined where there was nothing. `changes`: what that did
   * to objects.
   */
  | {
      readonly type: 'applied';
      readonly fresh: Uint8Array | undefined;
      readonly changes: readonly ObjectChange[];
    }
  /**
   * Yjs threw half-way, or kept back what should have been applied: the document in memory can no longer be
   * trusted, only the stored one.
   */
  | { readonly type: 'broken'; readonly error: unknown };

/** The pause between two compactions of one session: a busy session does not rewrite itself all the time. */
const COMPACT_PAUSE_MS = 2_000;
/** A log this short is not worth compacting when its room closes. */
const KEEP_ROWS_COUNT = 20;

/** The size of the document is measured at most this often. */
const MEASURE_PAUSE_MS = 1_000;

/** Whether a state vector is of no clients. */
const isEmpty = (stateVector: Uint8Array): boolean => stateVector.length === 1 && stateVector[0] === 0;

/**
 * One session's live document, the owners of its client ids, and its log in the store. Only `apply` changes
 * it. Whoever loaded it calls `close`.
 */
export class DurableDocument {
  readonly doc = new Y.Doc({ gc: true });
  readonly owners: ClientOwners;
  readonly #id: SessionId;
  readonly #store: RelayStore;
  readonly #onFailure: OnStoreFailure;
  #fresh: Uint8Array | undefined;
  #changes: readonly ObjectChange[] = [];
  /** Set once the document cannot be trusted: it is never written anywhere again. */
  #broken: { readonly error: unknown } | undefined;
  /**
   * The number of the newest append, once it and all before it are on disk; one that fails fails all that
   * follow.
   */
  #newest: Promise<number>;
  #rows: number;
  #bytes: number;
  #compaction: Promise<void> | undefined;
  #pause: NodeJS.Timeout | undefined;
  /** No less than the bytes of the whole document: the sum of all that was appended, until it is measured. */
  #size: number;
  #measuredAt = Number.NEGATIVE_INFINITY;
  /** The answer to devices that have nothing: the same bytes for all of them until something changes. */
  #wholeState: Uint8Array | undefined;

  /**
   * `now`: the clock that unused client ids age by. Rejects with `CorruptData` for what is no document any
   * more, and where the store does.
   */
  static async load(
    id: SessionId,
    store: RelayStore,
    onFailure: OnStoreFailure,
    now: () => number = Date.now,
  ): Promise<DurableDocument> {
    const [stored, owners] = await Promise.all([
      store.load(id),
      ClientOwners.load(id, store, onFailure, now),
    ]);
    try {
      return new DurableDocument(id, store, onFailure, owners, stored);
    } catch (error) {
      throw new CorruptData(`the document of ${id}`, error);
    }
  }

  private constructor(
    id: SessionId,
    store: RelayStore,
    onFailure: OnStoreFailure,
    owners: ClientOwners,
    stored: StoredDocument | undefined,
  ) {
    this.#id = id;
    this.#store = store;
    this.#onFailure = onFailure;
    this.owners = owners;
    const updates = stored?.updates ?? [];
    this.#rows = updates.length;
    this.#bytes = updates.reduce((sum, each) => sum + each.length, 0);
    this.#size = this.#bytes + (stored?.snapshot?.length ?? 0);
    this.#newest = Promise.resolve(stored?.through ?? 0);
    // One transaction: applying a long log update by update costs many times as much.
    this.doc.transact(() => {
      if (stored?.snapshot) Y.applyUpdate(this.doc, stored.snapshot);
      for (const update of updates) Y.applyUpdate(this.doc, update);
    });
    this.#dropPending();
    owners.forgetUnused(client => this.doc.store.clients.has(client));
    this.doc.on('update', (bytes: Uint8Array) => {
      this.#fresh = bytes;
    });
    watchObjects(this.doc, changes => {
      this.#changes = changes;
    });
  }

  /**
   * Applies an update that the gate accepted, and appends what it brought. `isWhole` false: a part of it
   * depends on edits that are missing, and is left out.
   */
  apply(update: Uint8Array, isWhole: boolean): Applied {
    if (this.#broken) return { type: 'broken', ...this.#broken };
    this.#fresh = undefined;
    this.#changes = [];
    try {
      Y.applyUpdate(this.doc, update);
      const isClean = this.#dropPending();
      if (isWhole && !isClean)
        throw new Error('the gate let something through that depends on unknown edits');
    } catch (error) {
      this.#broken = { error };
      return { type: 'broken', error };
    }
    const fresh = this.#fresh;
    if (fresh) this.#append(fresh);
    return { type: 'applied', fresh, changes: this.#changes };
  }

  /**
   * Returns the size of the whole document as one update with `more` in it, or somewhat more. Measured, which
   * takes long, only where that is too much.
   */
  bytesWith(more: number): number {
    const now = performance.now();
    if (this.#size + more > LIMITS.documentMaxBytes && now - this.#measuredAt > MEASURE_PAUSE_MS) {
      this.#measuredAt = now;
      this.#size = this.#whole().length;
    }
    return this.#size + more;
  }

  /** Resolves when everything applied so far is on disk; rejects where that will never be. */
  async whenDurable(): Promise<void> {
    await Promise.all([this.#newest, this.owners.whenDurable()]);
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** Returns what a device with this state vector lacks. Throws on bytes that are no state vector. */
  diff(stateVector: Uint8Array): Uint8Array {
    return isEmpty(stateVector) ? this.#whole() : Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  #whole(): Uint8Array {
    this.#wholeState ??= Y.encodeStateAsUpdate(this.doc);
    return this.#wholeState;
  }

  /** Waits for the disk, compacts the log where that is worth it, and destroys the document. */
  async close(): Promise<void> {
    try {
      await this.#compaction;
      clearTimeout(this.#pause); // the end of a compaction sets it
      await this.whenDurable();
      if (this.#rows > KEEP_ROWS_COUNT && !this.#broken) await this.#compact();
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.doc.destroy();
    }
  }

  #append(update: Uint8Array): void {
    this.#wholeState = undefined;
    this.#rows += 1;
    this.#bytes += update.length;
    this.#size += update.length;
    const appended = this.#store.append(this.#id, update);
    appended.catch(this.#onFailure);
    this.#newest = this.#newest.then(() => appended);
    this.#newest.catch(this.#onFailure);
    this.#compactWhenDue();
  }

  #compactWhenDue(): void {
    if (this.#pause !== undefined || this.#compaction || this.#broken) return;
    if (this.#rows <= LIMITS.relayCompactRowsCount && this.#bytes <= LIMITS.relayCompactBytes) return;
    this.#compaction = this.#compact()
      .catch(this.#onFailure)
      .finally(() => {
        this.#compaction = undefined;
        this.#pause = setTimeout(() => {
          this.#pause = undefined;
          this.#compactWhenDue();
        }, COMPACT_PAUSE_MS);
      });
  }

  async #compact(): Promise<void> {
    // Taken in one turn: the snapshot holds exactly the appends up to the newest one.
    const snapshot = Y.encodeStateAsUpdate(this.doc);
    const newest = this.#newest;
    this.#size = snapshot.length;
    this.#rows = 0;
    this.#bytes = 0;
    await this.#store.compact(this.#id, await newest, snapshot);
  }

  /**
   * Drops edits that depend on unknown ones. They are not part of the document: kept, they would be sent to
   * everybody and slow every edit down. Returns whether there were none.
   */
  #dropPending(): boolean {
    const { store } = this.doc;
    const whole = store.pendingStructs === null && store.pendingDs === null;
    store.pendingStructs = null;
    store.pendingDs = null;
    return whole;
  }
}
