import * as Y from 'yjs';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { encodePlacement } from '../../shared/pose.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { dragged } from './drag.ts';
import { type Bench, exactRow } from './report.ts';

const DRAG_MS = 10 * 60_000;
const FRAME_MS = 1000 / 72;
const AUTHOR = { user: 'bench-bench-bench-bench' as UserId, at: 0 };

interface Grown {
  readonly writes: number;
  /** What went to disks and over the link. */
  readonly sentBytes: number;
  /** As the relay and everybody else hold it, and the author after a reload. */
  readonly bytes: number;
  readonly structs: number;
  /** In the author's own memory, where undo keeps what it may bring back. */
  readonly authorBytes: number;
}

const structsOf = (doc: Y.Doc): number =>
  [...doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0);

/** Runs `write` on a document that another one follows, update by update. */
function grow(doc: Y.Doc, write: () => number): Grown {
  const other = new Y.Doc();
  let sentBytes = 0;
  doc.on('update', (update: Uint8Array) => {
    sentBytes += update.length;
    Y.applyUpdate(other, update);
  });
  const writes = write();
  const grown = {
    writes,
    sentBytes,
    bytes: Y.encodeStateAsUpdate(other).length,
    structs: structsOf(other),
    authorBytes: Y.encodeStateAsUpdate(doc).length,
  };
  other.destroy();
  doc.destroy();
  return grown;
}

/** As the app does it: a checkpoint now and then, and the last placement when the hand lets go. */
function asTheAppWrites(): Grown {
  const session = new SessionDocument();
  return grow(session.doc, () => {
    const id = newObjectId();
    const gesture = 'the drag';
    session.apply(AUTHOR, [{ type: 'place-object', id, kind: 'box', placement: dragged(0), fields: {} }]);
    let writes = 0;
    const move = (ms: number): void => {
      const moved = session.apply({ ...AUTHOR, gesture }, [
        { type: 'move-object', id, placement: dragged(ms) },
      ]);
      if (!moved.ok) throw new Error(moved.error.code);
      writes += 1;
    };
    let checkpoint = 0;
    for (let ms = FRAME_MS; ms < DRAG_MS; ms += FRAME_MS) {
      if (ms - checkpoint < LIMITS.checkpointMs) continue;
      checkpoint = ms;
      move(ms);
    }
    move(DRAG_MS);
    return writes;
  });
}

/** As it is often done: position and rotation under keys of their own, written at every frame. */
function asFramesWrite(): Grown {
  const doc = new Y.Doc();
  return grow(doc, () => {
    const object = new Y.Map<unknown>();
    doc.transact(() => {
      doc.getMap('objects').set(newObjectId(), object);
      object.set('kind', 'box');
    });
    let writes = 0;
    for (let ms = FRAME_MS; ms < DRAG_MS; ms += FRAME_MS) {
      // The same rounding as ours, so that the ratio is about keys and pace alone.
      const [, ...numbers] = encodePlacement(dragged(ms));
      doc.transact(() => {
        object.set('position', numbers.slice(0, 3));
        object.set('rotation', numbers.slice(3, 7));
      });
      writes += 1;
    }
    return writes;
  });
}

export const growth: Bench = {
  name: 'growth',
  title: 'what a drag of 10 minutes leaves in the document',
  reference: 'position and rotation in two keys of a plain Y.Map, written at every frame of 72 Hz',
  run: async () => {
    const ours = asTheAppWrites();
    const reference = asFramesWrite();
    return {
      rows: [
        exactRow('document, bytes', ours.bytes, reference.bytes),
        exactRow('document, Yjs structs', ours.structs, reference.structs),
        exactRow('author before a reload, bytes', ours.authorBytes, reference.authorBytes),
        exactRow('updates sent and written, bytes', ours.sentBytes, reference.sentBytes),
      ],
      notes: [
        `${ours.writes} writes against ${reference.writes}; exact, so measured once. Presence, which shows the drag live, is in neither.`,
      ],
      raw: { ours, reference },
    };
  },
};
