import type { ReadonlySignal } from '@preact/signals-core';
import type * as Y from 'yjs';
import type { Result } from '../../shared/errors.ts';
import type { DiskState, KeptEdits, SessionMetadata } from '../model/index.ts';
import type { LoadReport } from './document/document-store.ts';

/**
 * Another tab has taken the session over to another document. Until `follow` nothing of this tab is written.
 */
export interface NewerGeneration {
  readonly doc: Y.Doc;
  readonly notes: SessionMetadata;
  /**
   * A Yjs snapshot of the document here, as it was when it was left: what this tab holds beyond it nobody has
   * decided about.
   */
  readonly left: Uint8Array | undefined;
  /** Edits in `doc` that the relay lacked then. */
  readonly sent: number;
  /** What this tab keeps and has not brought to the disk. */
  readonly kept: KeptEdits | undefined;
}

/** The disk of one open session. Whoever attached it calls `close`, before the document is destroyed. */
export interface DocumentDisk {
  /** Resolves once, when the device's copy is in the document, or when it could not be read. */
  readonly settled: Promise<Result<LoadReport>>;
  readonly state: ReadonlySignal<DiskState>;
  /** What this device knows of the session beside its document. It is there when `settled` has resolved. */
  readonly metadata: ReadonlySignal<SessionMetadata>;
  /**
   * Changes the notes, here at once and on the disk soon. `change` may run on what another tab has noted
   * meanwhile.
   */
  updateMetadata(change: (notes: SessionMetadata) => SessionMetadata): void;
  /**
   * Takes in what other tabs have written, so that the document is all there is. False where another tab has
   * gone over to another one.
   */
  catchUp(): Promise<boolean>;
  /** Runs `work` in one tab of this session at a time, where the browser can tell. */
  withRebaseLock(work: () => Promise<void>): Promise<void>;
  /**
   * The session's document has gone over to another, with `sent` edits in it that the relay lacks: that one
   * and the notes take the place of the old one in a single transaction, and the old one is set aside until
   * nothing is kept any more. A crash leaves the one or the other. Resolves when it is so, or when the disk
   * has said in its state why it is not yet. Where another tab was first, `moved` tells.
   */
  replaceDocument(sent: number, change: (notes: SessionMetadata) => SessionMetadata): Promise<void>;
  /** Where another tab has taken the session; `follow` ends it. */
  readonly newerGeneration: ReadonlySignal<NewerGeneration | undefined>;
  /** The session's document is `moved.doc` now, perhaps with edits that were written into it here. */
  adoptGeneration(): void;
  /** Writes what waits now. Resolves when all edits so far are on disk, or says why not. */
  flush(): Promise<Result<void>>;
  /** After a failure: opens the database again where needed and writes the whole document. */
  retry(): Promise<Result<void>>;
  /** Writes what waits and lets go. */
  close(): Promise<void>;
}
