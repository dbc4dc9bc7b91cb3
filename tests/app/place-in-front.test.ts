import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEditing } from '../../client/app/editing/editing.ts';
import { placeInFront } from '../../client/app/editing/place-in-front.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { fromYaw, halfExtents, type Pose } from '../../shared/pose.ts';
import { SessionDocument } from '../../shared/session/index.ts';

const user = 'u'.repeat(43) as UserId;
const author = { user, at: 1 };
const box = { tool: 'place', kind: 'box' } as const;

/** Adds one of the kind, as the person who looks from `head` would. */
function add(document: SessionDocument, head: Pose, kind = 'box'): ObjectId {
  const intent = placeInFront({ ...box, kind }, head, undefined, [...document.objects.values()]);
  if (intent?.type !== 'place-object') throw new Error('nothing was placed');
  const applied = document.apply(author, [intent]);
  if (!applied.ok) throw new Error(applied.error.code);
  return intent.id;
}

describe('what is added in front', () => {
  it('[APP-35] stands where the person looks, and the next ones beside it, none in another', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3.2, max: 3.2, noNaN: true }),
        fc.constantFrom('box', 'cylinder', 'label', 'note'),
        (yaw, kind) => {
          const document = new SessionDocument();
          const head: Pose = { position: [0, 1.6, 0], rotation: fromYaw(yaw) };
          const first = add(document, head, kind);
          const middle = document.objects.get(first)?.pose.position ?? [0, 0, 0];
          expect(Math.hypot(middle[0], middle[2])).toBeCloseTo(1.2, 4);
          for (let i = 0; i < 5; i++) add(document, head, kind);
          const all = [...document.objects.values()].map(({ pose, placement }) => ({
            at: pose.position,
            half: halfExtents(pose, placement.scale),
          }));
          for (const [i, a] of all.entries()) {
            for (const b of all.slice(i + 1)) {
              const isApart = ([0, 1, 2] as const).some(
                axis => Math.abs(a.at[axis] - b.at[axis]) > a.half[axis] + b.half[axis] - 0.002,
              );
              expect(isApart).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('selecting everything', () => {
  it('[APP-36] takes all that can be seen', () => {
    const document = new SessionDocument();
    const head: Pose = { position: [0, 1.6, 0], rotation: [0, 0, 0, 1] };
    const [a, b, c] = [add(document, head), add(document, head), add(document, head)];
    document.apply(author, [{ type: 'edit-object', id: b, fields: { hidden: true } }]);
    const editing = createEditing(
      document,
      user,
      () => undefined,
      () => ({}),
    );
    editing.selectAll();
    expect([...editing.selection.value].sort()).toEqual([a, c].sort());
    editing.close();
  });
});
