import { effect, untracked } from '@preact/signals-core';
import {
  checkpointOf,
  type Edit,
  editsSince,
  type SessionDocument,
  stateVectorOf,
} from '../../../shared/session/index.ts';
import type { DocumentDisk } from '../../disk/index.ts';
import type { Link } from '../../link/index.ts';

/** An open session's document, where it is kept, and where it is sent. */
export interface SyncedDocument {
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
}

/**
 * Records the Yjs client ids that this device writes under, until the relay has what was written: before that
 * somebody else may take one, also after the app was closed, and the relay would take this device's edits for
 * ones that it has. Returns the way to stop.
 */
export function recordClientIds({ document, disk, link }: SyncedDocument): () => void {
  return effect(() => {
    const { state, waiting } = link.state.value;
    untracked(() => {
      const { clientID } = document.doc;
      const { clients } = disk.metadata.peek();
      if (waiting > 0 && !clients.includes(clientID)) {
        disk.updateMetadata(before => ({ ...before, clients: [...new Set([...before.clients, clientID])] }));
      } else if (waiting === 0 && state === 'live' && clients.some(client => client !== clientID)) {
        disk.updateMetadata(before => ({
          ...before,
          clients: before.clients.filter(client => client === clientID),
        }));
      }
    });
  });
}

/**
 * Keeps a checkpoint of the document as it was when the relay last had all of it, as long as it has not: the
 * edits since then can be listed, also after a restart. Returns the way to stop.
 */
export function trackSyncedState({ document, disk, link }: SyncedDocument): () => void {
  /** The last synced state, with the document it belongs to: a rebase replaces that. */
  let mark =
    link.state.peek().waiting === 0 ? { doc: document.doc, bytes: checkpointOf(document.doc) } : undefined;
  /** While the link is live: all that the relay was known to have. */
  let live: { readonly doc: typeof document.doc; clocks: ReadonlyMap<number, number> } | undefined;
  return effect(() => {
    const { state, waiting } = link.state.value;
    untracked(() => {
      const { doc } = document;
      const { mark: saved } = disk.metadata.peek();
      if (state === 'live') {
        if (waiting > 0) return;
        live = { doc, clocks: stateVectorOf(doc) };
        mark = undefined;
        if (saved) disk.updateMetadata(before => ({ ...before, mark: undefined }));
        return;
      }
      if (live?.doc === doc) mark = { doc, bytes: checkpointOf(doc, live.clocks) };
      live = undefined;
      if (waiting === 0 || saved || mark?.doc !== doc) return;
      const { bytes } = mark;
      disk.updateMetadata(before => ({ ...before, mark: before.mark ?? bytes }));
    });
  });
}

/** The edits of this device that the relay does not have, as far as they are known. */
export function unsentEdits({ document, disk }: Omit<SyncedDocument, 'link'>, user: string): readonly Edit[] {
  const { mark, authors } = disk.metadata.peek();
  return mark ? editsSince(document.doc, mark, client => (authors[client] ?? user) === user) : [];
}
