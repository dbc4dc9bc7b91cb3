import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { SessionId } from '../../shared/ids.ts';
import type { SessionDocument } from '../../shared/session/index.ts';
import { type Disk, exportSession } from '../disk/index.ts';
import type { Link } from '../link/index.ts';
import type { RefusalState, Refusals } from '../model/index.ts';
import { keepCopy } from './copy.ts';
import { download } from './download.ts';
import type { LibraryKeeper } from './library.ts';

export interface RefusalOptions {
  readonly document: SessionDocument;
  readonly link: Link;
  readonly name: ReadonlySignal<string>;
  readonly disk: Disk;
  readonly library: LibraryKeeper;
}

/** What the relay did not take of this device's edits, and what a person can do about it. */
export function createRefusals({ document, link, name, disk, library }: RefusalOptions): Refusals {
  const copy = (): Blob => exportSession(document, name.peek());
  return {
    state: computed<RefusalState>(() => {
      const state = link.state.value;
      if (state.state !== 'refused' || state.waiting === 0) return { state: 'none' };
      return { state: 'kept', reason: state.error, edits: [] };
    }),
    keepAsCopy: async (): Promise<SessionId | undefined> => {
      const kept = await keepCopy({ disk, library }, copy());
      return kept.ok ? kept.value : undefined;
    },
    askHost: async () => link.reconnect(),
    exportKept: () => download(copy(), `${name.peek()}.aiframe`),
    discard: async () => link.reconnect(),
    sendAgain: async () => link.reconnect(),
  };
}
