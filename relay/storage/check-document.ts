import * as Y from 'yjs';
import type { StoredDocument } from '../../shared/ports.ts';

/** Returns what is wrong with a stored document, in a few words; undefined where it loads whole. */
export function documentProblem({
  snapshot,
  updates,
}: Pick<StoredDocument, 'snapshot' | 'updates'>): string | undefined {
  const doc = new Y.Doc();
  try {
    doc.transact(() => {
      if (snapshot) Y.applyUpdate(doc, snapshot);
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    const { pendingStructs, pendingDs } = doc.store;
    return pendingStructs || pendingDs ? 'a part depends on changes that are missing' : undefined;
  } catch (error) {
    return `it does not decode (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    doc.destroy();
  }
}
