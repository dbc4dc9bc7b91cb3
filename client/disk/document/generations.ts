import { signal } from '@preact/signals-core';
import * as Y from 'yjs';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { NewerGeneration } from '../contract.ts';
import type { Database } from './database.ts';
import type { GenerationSnapshot } from './document-store.ts';
import { readMetadata } from './session-metadata.ts';
import type { RetiredGeneration } from './side-store.ts';

export interface GenerationsHost {
  /** False before the session was loaded, and once it is closed. */
  isOpen(): boolean;
  /** This tab's next generation is on the disk. */
  onReplaced(): void;
  /** `isBehind` has changed. */
  onChanged(): void;
  /** The generation of another tab could not be read. */
  onFailed(error: AppError): void;
}

/** A document that this tab has retired, and the disk has not. */
interface Retiring {
  /** As one update. */
  readonly before: Uint8Array;
  readonly retired: RetiredGeneration;
}

/** The document that this tab continues with after `adopt`. */
interface Newest {
  readonly snapshot: GenerationSnapshot;
  /** Updates of its document since it was read. */
  readonly updates: readonly Uint8Array[];
  readonly stop: () => void;
}

/**
 * The generations of one session's document: each rebase replaces the document by the next one, led by this
 * tab (`retire`, `writeWhole`) or by another (`findNewer`, `adopt`).
 */
export class Generations {
  readonly newer = signal<NewerGeneration | undefined>(undefined);
  readonly #database: Database;
  readonly #host: GenerationsHost;
  #retiring: Retiring | undefined;
  #newest: Newest | undefined;
  #isBehind = false;
  #finding: Promise<void> | undefined;

  constructor(database: Database, host: GenerationsHost) {
    this.#database = database;
    this.#host = host;
  }

  /** True where the disk still holds the generation before this tab's. */
  get isRetiring(): boolean {
    return this.#retiring !== undefined;
  }

  /** True where the disk holds a newer generation than this tab: until `adopt` nothing is written. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** A search for a newer generation that is under way. */
  get finding(): Promise<void> | undefined {
    return this.#finding;
  }

  /** Retires `doc` in this tab; `sent` edits of the next generation are not on the relay. */
  retire(doc: Y.Doc, sent: number): void {
    // The disk may still be at a generation before: what other tabs are told is counted from that one.
    const { before, retired } = this.#retiring ?? {
      before: Y.encodeStateAsUpdate(doc),
      retired: { snapshot: Y.encodeSnapshot(Y.snapshot(doc)) },
    };
    this.#retiring = { before, retired: { snapshot: retired.snapshot, sent } };
  }

  /** Writes the whole of `doc`, as the next generation where one was retired. */
  async writeWhole(doc: Y.Doc): Promise<Result<void>> {
    const retiring = this.#retiring;
    if (!retiring) return this.#database.writeWhole(doc);
    const replaced = await this.#database.replaceDocument(doc, retiring.before, retiring.retired);
    if (!replaced.ok) return replaced;
    // This tab may have been rebased once more meanwhile.
    if (this.#retiring === retiring) this.#retiring = undefined;
    this.#host.onReplaced();
    return this.#database.flushMetadata();
  }

  /** Reads the generation that another tab has written; `newer` holds it then. */
  findNewer(): Promise<void> {
    this.#finding ??= this.#find().finally(() => {
      this.#finding = undefined;
      this.#host.onChanged();
    });
    return this.#finding;
  }

  async #find(): Promise<void> {
    if (this.#isBehind || !this.#host.isOpen()) return;
    this.#isBehind = true;
    const found = await this.#database.newestGeneration();
    if (!found.ok) {
      this.#isBehind = false;
      this.#host.onFailed(found.error);
      return;
    }
    const { doc, metadata, retired } = found.value;
    const updates: Uint8Array[] = [];
    const record = (update: Uint8Array): void => void updates.push(update);
    doc.on('update', record);
    this.#newest = { snapshot: found.value, updates, stop: () => doc.off('update', record) };
    this.newer.value = {
      doc,
      metadata: readMetadata(metadata),
      baseline: retired[0]?.snapshot,
      sent: retired.at(-1)?.sent ?? 0,
      // Where the disk has it too, it is in `metadata`.
      kept: this.#retiring && this.#database.metadata.state.peek().kept,
    };
  }

  /** Continues with `newer`. Returns the updates written into it here; undefined where there is none. */
  adopt(): readonly Uint8Array[] | undefined {
    const newest = this.#newest;
    if (!newest) return undefined;
    newest.stop();
    this.#newest = undefined;
    this.#retiring = undefined;
    this.#isBehind = false;
    this.newer.value = undefined;
    this.#database.adopt(newest.snapshot);
    return newest.updates;
  }
}
