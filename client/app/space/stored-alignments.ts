import type { Signal } from '@preact/signals-core';
import type { SessionId } from '../../../shared/ids.ts';
import type { Disk } from '../../disk/index.ts';
import { placeKey, type StoredAlignment } from '../../model/index.ts';
import type { AlignmentStore } from '../../xr/index.ts';
import type { Notices } from '../notices.ts';

/**
 * The places that this device knows again: in memory for XR, which asks in the middle of a frame, and on the
 * disk for the next start.
 */
export interface StoredAlignments extends AlignmentStore {
  /** A session was deleted here. Its anchors are freed when AR starts next. */
  forget(session: SessionId): void;
}

export async function openStoredAlignments(
  disk: Disk,
  places: Signal<readonly StoredAlignment[]>,
  notices: Notices,
): Promise<StoredAlignments> {
  const stored = await disk.alignments.list();
  if (stored.ok) places.value = stored.value;
  const without = ({ of }: Pick<StoredAlignment, 'of'>): StoredAlignment[] =>
    places.peek().filter(each => placeKey(each.of) !== placeKey(of));
  return {
    all: () => places.peek(),
    put: next => {
      places.value = [next, ...without(next)].sort((a, b) => b.used - a.used);
      void disk.alignments.put(next).then(kept => kept.ok || notices.report(kept.error));
    },
    forget: session => {
      for (const each of places.peek().filter(({ of }) => of?.session === session)) {
        places.value = without(each);
        void disk.alignments.remove(each.of).then(gone => gone.ok || notices.report(gone.error));
      }
    },
  };
}
