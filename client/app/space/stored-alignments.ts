import type { Signal } from '@preact/signals-core';
import type { SessionId } from '../../../shared/ids.ts';
import type { Disk } from '../../disk/index.ts';
import { placeKey, type StoredAlignment } from '../../model/index.ts';
import type { AlignmentStore } from '../../xr/index.ts';
import type { Notices } from '../notices.ts';

/**
 * The alignments that this device has stored: in memory for XR, which asks in the middle of a frame, and on
 * the disk for the next start.
 */
export interface StoredAlignments extends AlignmentStore {
  /** Removes those of a session that was deleted here. Its anchors are freed when AR starts next. */
  forget(session: SessionId): void;
}

export async function openStoredAlignments(
  disk: Disk,
  list: Signal<readonly StoredAlignment[]>,
  notices: Notices,
): Promise<StoredAlignments> {
  const stored = await disk.alignments.list();
  if (stored.ok) list.value = stored.value;
  const without = ({ of }: Pick<StoredAlignment, 'of'>): StoredAlignment[] =>
    list.peek().filter(each => placeKey(each.of) !== placeKey(of));
  return {
    all: () => list.peek(),
    put: next => {
      list.value = [next, ...without(next)].sort((a, b) => b.used - a.used);
      void disk.alignments.put(next).then(kept => kept.ok || notices.report(kept.error));
    },
    forget: session => {
      for (const each of list.peek().filter(({ of }) => of?.session === session)) {
        list.value = without(each);
        void disk.alignments.remove(each.of).then(gone => gone.ok || notices.report(gone.error));
      }
    },
  };
}
