import { effect, untracked } from '@preact/signals-core';
import { checkpointOf, type Edit, editsSince, stateVectorOf } from '../../../shared/session/index.ts';
import type { Writing } from './client-id-history.ts';

/**
 * Notes how the document was when the relay last had all of it, as long as it has not: what was done after
 * that can be told then, also after a restart. Returns the way to stop.
 */
export function trackSyncedState({ document, disk, link }: Writing): () => void {
  /** Of which document, for the session may have gone over to another one since. */
  let mark =
    link.state.peek().waiting === 0 ? { doc: document.doc, bytes: checkpointOf(document.doc) } : undefined;
  /** While the link is live: all that the relay was known to have. */
  let live: { readonly doc: typeof document.doc; clocks: ReadonlyMap<number, number> } | undefined;
  return effect(() => {
    const { state, waiting } = link.state.value;
    untracked(() => {
      const { doc } = document;
      const { mark: noted } = disk.metadata.peek();
      if (state === 'live') {
        if (waiting > 0) return;
        live = { doc, clocks: stateVectorOf(doc) };
        mark = undefined;
        if (noted) disk.updateMetadata(notes => ({ ...notes, mark: undefined }));
        return;
      }
      if (live?.doc === doc) mark = { doc, bytes: checkpointOf(doc, live.clocks) };
      live = undefined;
      if (waiting === 0 || noted || mark?.doc !== doc) return;
      const { bytes } = mark;
      disk.updateMetadata(notes => ({ ...notes, mark: notes.mark ?? bytes }));
    });
  });
}

/** What this device did that the relay does not have, as far as it is known. */
export function unsentEdits({ document, disk }: Omit<Writing, 'link'>, user: string): readonly Edit[] {
  const { mark, authors } = disk.metadata.peek();
  return mark ? editsSince(document.doc, mark, client => (authors[client] ?? user) === user) : [];
}
