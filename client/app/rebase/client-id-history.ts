import { effect, untracked } from '@preact/signals-core';
import type { SessionDocument } from '../../../shared/session/index.ts';
import type { DocumentDisk } from '../../disk/index.ts';
import type { Link } from '../../link/index.ts';

export interface Writing {
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
}

/**
 * Notes the Yjs client ids that this device writes under, until the relay has what was written: before that
 * somebody else may take one, also after the app was closed, and the relay would take this device's edits for
 * ones that it has. Returns the way to stop.
 */
export function recordClientIds({ document, disk, link }: Writing): () => void {
  return effect(() => {
    const { state, waiting } = link.state.value;
    untracked(() => {
      const { clientID } = document.doc;
      const { clients } = disk.metadata.peek();
      if (waiting > 0 && !clients.includes(clientID)) {
        disk.updateMetadata(notes => ({ ...notes, clients: [...new Set([...notes.clients, clientID])] }));
      } else if (waiting === 0 && state === 'live' && clients.some(client => client !== clientID)) {
        disk.updateMetadata(notes => ({
          ...notes,
          clients: notes.clients.filter(client => client === clientID),
        }));
      }
    });
  });
}
