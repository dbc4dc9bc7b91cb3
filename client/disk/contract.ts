import type { ReadonlySignal } from '@preact/signals-core';
import type * as Y from 'yjs';
import type { Result } from '../../shared/errors.ts';
import type { DiskState, KeptEdits, SessionMetadata } from '../model/index.ts';
import type { LoadReport } from './document/document-store.ts';

/**
 * The generation of a session's document that another tab has put on the disk when it was rebased there.
 * Until `adoptGeneration` nothing of this tab is written.
 */
export interface NewerGeneration {
  readonly doc: Y.Doc;
  readonly metadata: SessionMetadata;
  /**
   * A Yjs snapshot of this tab's generation as it was retired: nobody has decided about edits beyond it.
   * Undefined where it is not known.
   */
  readonly baseline: Uint8Array | undefined;
  /** Edits in `doc` that the relay lacked then. */
  readonly sent: number;
  /** Edits that this tab keeps and that are not on the disk. */
  readonly kept: KeptEdits | undefined;
}

/** The disk of one open session. Its opener calls `close`, before the document is destroyed. */
export interface DocumentDisk {
  /** Resolves once, when the device's copy is in the document, or when it could not be read. */
  readonly settled: Promise<Result<LoadReport>>;
  readonly state: ReadonlySignal<DiskState>;
  /** The data of the session that this device knows beside its document; loaded when `settled` resolves. */
  readonly metadata: ReadonlySignal<SessionMetadata>;
  /** Changes the metadata, here at once and on the disk soon: `change` may run again on another tab's. */
  updateMetadata(change: (metadata: SessionMetadata) => SessionMetadata): void;
  /** Reads what other tabs have written into the document. False where there is a newer generation. */
  catchUp(): Promise<boolean>;
  /** Runs `work` in one tab of this session at a time, where the browser has locks. */
  withRebaseLock(work: () => Promise<void>): Promise<void>;
  /**
   * Makes the session's document, which was swapped, the next generation on the disk: a single transaction
   * writes it and the metadata and retires the old one, which is set aside until no edits are kept any more.
   * `sent`: edits in it that the relay lacks. Resolves when it is on the disk, or when `state` says why it is
   * not. Where another tab was first, `newerGeneration` holds its.
   */
  replaceDocument(sent: number, change: (metadata: SessionMetadata) => SessionMetadata): Promise<void>;
  /** Another tab's generation, until `adoptGeneration`. */
  readonly newerGeneration: ReadonlySignal<NewerGeneration | undefined>;
  /**
   * Continues with `newerGeneration`, once the session was swapped to its `doc` and edits written into that.
   */
  adoptGeneration(): void;
  /** Writes what waits. Resolves when all edits so far are on the disk, or says why they are not. */
  flush(): Promise<Result<void>>;
  /** Opens the database again after a failure, where needed, and writes the whole document. */
  retry(): Promise<Result<void>>;
  /** Writes what waits and releases the database, the locks and the channel. */
  close(): Promise<void>;
}
