import * as Y from 'yjs';
import type { StoredDocument } from '../../shared/ports.ts';
import { DocumentReader } from './document-reader.ts';

/** A document as it lies in the store, without a room. Whoever asked for it calls `end`. */
export interface OpenedDocument {
  readonly view: DocumentReader;
  /** All of it as one update, V1. */
  readonly update: Uint8Array;
  readonly end: () => void;
}

/** Throws where the stored bytes are no document. */
export function openDocument(
  stored: Pick<StoredDocument, 'snapshot' | 'updates'> | undefined,
): OpenedDocument {
  const doc = new Y.Doc({ gc: true });
  doc.transact(() => {
    if (stored?.snapshot) Y.applyUpdate(doc, stored.snapshot);
    for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
  });
  return { view: new DocumentReader(doc), update: Y.encodeStateAsUpdate(doc), end: () => doc.destroy() };
}
