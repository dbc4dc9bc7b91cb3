import * as Y from 'yjs';
import type { StoredDocument } from '../../shared/ports.ts';
import { DocumentReader } from './document-reader.ts';

/** A document as it is in the store, without a room. Whoever opened it calls `end`. */
export interface OpenedDocument {
  readonly view: DocumentReader;
  /** All of it as one update, V1. */
  readonly update: Uint8Array;
  readonly end: () => void;
}

/** Opens a stored document. Throws where its bytes are none. */
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
