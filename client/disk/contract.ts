import type { ReadonlySignal } from '@preact/signals-core';
import type { Result } from '../../shared/errors.ts';
import type { DiskState, SessionNotes } from '../model/index.ts';
import type { LoadReport } from './document-store.ts';
import type { TabOrigin } from './tabs.ts';

/** The disk of one open session. Whoever attached it calls `close`, before the document is destroyed. */
export interface DocumentDisk {
  /** Resolves once, when the device's copy is in the document, or when it could not be read. */
  readonly settled: Promise<Result<LoadReport>>;
  readonly state: ReadonlySignal<DiskState>;
  /**
   * For the link: an update that Yjs takes for somebody else's may be an edit made on this device (in another tab, out of a file), or
   * what another tab heard from the relay. Undefined for every origin that the disk does not know.
   */
  readonly originOf: (origin: unknown) => TabOrigin | undefined;
  /** What this device knows of the session beside its document. It is there when `settled` has resolved. */
  readonly notes: ReadonlySignal<SessionNotes>;
  /** Changes the notes, here at once and on the disk soon. `change` may run on what another tab has noted meanwhile. */
  note(change: (notes: SessionNotes) => SessionNotes): void;
  /** Takes in what other tabs have written, so that the document is all there is. */
  gather(): Promise<void>;
  /**
   * The session's document has gone over to another: that one and the notes take the place of the old one in a single transaction, and the
   * old one is set aside until nothing is kept any more. A crash leaves the one or the other.
   */
  swap(change: (notes: SessionNotes) => SessionNotes): void;
  /** Writes what waits now. Resolves when all edits so far are on disk, or says why not. */
  flush(): Promise<Result<void>>;
  /** After a failure: opens the database again where needed and writes the whole document. */
  retry(): Promise<Result<void>>;
  /** Writes what waits and lets go. */
  close(): Promise<void>;
}
