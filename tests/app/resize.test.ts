import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resize } from '../../client/app/editing/resize.ts';
import { newObjectId, type ObjectId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { fromYaw, type Placement } from '../../shared/pose.ts';
import { SessionDocument } from '../../shared/session/index.ts';

const author = { user: 'a-person-with-a-box' as UserId, at: 0 };
const placement = (change: Partial<Placement> = {}): Placement => ({
  parent: null,
  position: [1, 0.5, 2],
  rotation: [0, 0, 0, 1],
  scale: [0.4, 1, 0.2],
  ...change,
});

function documentWith(...placements: Placement[]): { document: SessionDocument; ids: ObjectId[] } {
  const document = new SessionDocument();
  const ids = placements.map(() => newObjectId());
  const intents = placements.map((each, i) => ({
    type: 'place-object' as const,
    id: ids[i] as ObjectId,
    kind: 'box',
    placement: each,
    fields: {},
  }));
  expect(document.apply(author, intents).ok).toBe(true);
  return { document, ids };
}

const objectOf = (document: SessionDocument, id: ObjectId | undefined) => {
  const object = document.objects.get(id as ObjectId);
  if (!object) throw new Error('the object is gone');
  return object;
};

describe('making things larger', () => {
  it('[PANEL-13] what stands on something stays standing on it, and keeps its proportions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (factor, yaw) => {
          const { document, ids } = documentWith(placement({ rotation: fromYaw(yaw) }));
          expect(
            document.apply(author, resize([objectOf(document, ids[0])], factor, document.objects)).ok,
          ).toBe(true);
          const { pose, placement: now } = objectOf(document, ids[0]);
          expect(pose.position[1] - now.scale[1] / 2).toBeCloseTo(0, 5);
          expect(now.scale[0] / now.scale[1]).toBeCloseTo(0.4, 5);
          expect(now.scale[1]).toBeCloseTo(factor, 5);
        },
      ),
    );
  });

  it('[PANEL-13] what hangs turned under something else grows upwards in the room too', () => {
    const { document, ids } = documentWith(
      placement({ position: [0, 1, 0], rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2], scale: [1, 1, 1] }),
    );
    const child = newObjectId();
    const [parent] = ids;
    const under = placement({ parent: parent as ObjectId, position: [1, 0, 0], scale: [0.2, 0.2, 0.2] });
    document.apply(author, [{ type: 'place-object', id: child, kind: 'box', placement: under, fields: {} }]);
    const before = objectOf(document, child).pose.position;
    document.apply(author, resize([objectOf(document, child)], 2, document.objects));
    const after = objectOf(document, child).pose.position;
    expect(after[1] - before[1]).toBeCloseTo(0.1, 5);
    expect(after[0]).toBeCloseTo(before[0], 5);
  });

  it('[PANEL-13] nothing becomes larger or smaller than a placement can be', () => {
    const { document, ids } = documentWith(placement({ scale: [LIMITS.scaleMax, 1, 1] }));
    expect(resize([objectOf(document, ids[0])], 2, document.objects)).toEqual([]);
    document.apply(author, resize([objectOf(document, ids[0])], 1e-6, document.objects));
    expect(Math.min(...objectOf(document, ids[0]).placement.scale)).toBeCloseTo(LIMITS.scaleMin, 6);
  });
});
