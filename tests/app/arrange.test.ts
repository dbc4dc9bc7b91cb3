import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../client/app/editing/arrange.ts';
import type { Arrangement } from '../../client/model/index.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { type Placement, unit, type Vec3 } from '../../shared/pose.ts';
import { type Intent, SessionDocument, type SessionObject } from '../../shared/session/index.ts';

const author = { user: 'u'.repeat(43) as UserId, at: 1 };
const box = (id: string, position: Vec3, change: Partial<Placement> = {}): Intent => ({
  type: 'place-object',
  id: id as ObjectId,
  kind: 'box',
  placement: { parent: null, position, rotation: [0, 0, 0, 1], scale: [0.2, 0.2, 0.2], ...change },
  fields: {},
});

function made(...intents: Intent[]): {
  document: SessionDocument;
  run: (how: Arrangement) => SessionObject[];
} {
  const document = new SessionDocument();
  document.apply(author, intents);
  const all = (): SessionObject[] => [...document.objects.values()];
  return {
    document,
    run: how => {
      const done = document.apply(author, arrange(all(), how, document.objects));
      if (!done.ok) throw new Error(done.error.detail);
      return all();
    },
  };
}

describe('arranging', () => {
  it('[APP-30] aligns edges or middles, along one axis and no other', () => {
    const { run } = made(box('a', [0, 0.1, 0]), box('b', [1, 0.5, 2], { scale: [0.2, 1, 0.2] }));
    const low = run({ arrange: 'align', axis: 'y', to: 'low' });
    expect(low.map(({ pose }) => pose.position)).toEqual([
      [0, expect.closeTo(0.1), 0],
      [1, expect.closeTo(0.5), 2],
    ]);
    const high = run({ arrange: 'align', axis: 'y', to: 'high' });
    expect(high[0]?.pose.position[1]).toBeCloseTo(0.9);
    const middle = run({ arrange: 'align', axis: 'x', to: 'middle' });
    expect(middle.map(({ pose }) => pose.position[0])).toEqual([expect.closeTo(0.5), expect.closeTo(0.5)]);
  });

  it('[APP-30] distributes with equal gaps, whatever the sizes, the outermost staying', () => {
    const { run } = made(
      box('a', [0, 0, 0]),
      box('c', [2, 0, 0]),
      box('b', [0.3, 0, 0], { scale: [0.6, 0.2, 0.2] }),
    );
    const x = new Map(
      run({ arrange: 'distribute', axis: 'x' }).map(({ id, pose }) => [id as string, pose.position[0]]),
    );
    expect(x.get('a')).toBeCloseTo(0);
    expect(x.get('c')).toBeCloseTo(2);
    expect(x.get('b')).toBeCloseTo(1);
  });

  it('[APP-31] a group follows its first, nothing moves when it is made or undone, and followers are not moved twice', () => {
    const { document, run } = made(
      box('a', [0, 1, 0], { rotation: unit([0, 1, 0, 1]) }),
      box('b', [1, 1, 0]),
    );
    const before = new Map([...document.objects].map(([id, { pose }]) => [id, pose.position]));
    run({ arrange: 'group' });
    const b = (): SessionObject => document.objects.get('b' as ObjectId) as SessionObject;
    expect(b().placement.parent).toBe('a');
    for (const [id, { pose }] of document.objects) {
      for (const axis of [0, 1, 2] as const) {
        expect(pose.position[axis]).toBeCloseTo(before.get(id)?.[axis] ?? 9, 5);
      }
    }
    const members = [...document.objects.values()];
    const low = { arrange: 'align', axis: 'x', to: 'low' } as const;
    expect(arrange(members, low, document.objects)).toEqual([]);
    run({ arrange: 'ungroup' });
    expect(b().placement.parent).toBeNull();
    expect(b().pose.position[0]).toBeCloseTo(1, 5);
  });

  it('[APP-30] never loses a size or makes a pose that is not finite (seed 30)', () => {
    const number = fc.double({ min: -4, max: 4, noNaN: true });
    const place = fc.record({
      position: fc.tuple(number, number, number) as fc.Arbitrary<Vec3>,
      rotation: fc.tuple(number, number, number, number).map(unit),
      parent: fc.constantFrom(null, '0', '1', '2'),
    });
    const how = fc.oneof(
      fc.record({
        arrange: fc.constant('align' as const),
        axis: fc.constantFrom('x' as const, 'y' as const, 'z' as const),
        to: fc.constantFrom('low' as const, 'middle' as const, 'high' as const),
      }),
      fc.record({
        arrange: fc.constant('distribute' as const),
        axis: fc.constantFrom('x' as const, 'y' as const),
      }),
      fc.constantFrom({ arrange: 'group' as const }, { arrange: 'ungroup' as const }),
    );
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 5 }), how, (places, each) => {
        const { run } = made(...places.map(({ position, ...rest }, i) => box(String(i), position, rest)));
        for (const { pose, placement } of run(each)) {
          expect([...pose.position, ...pose.rotation].every(Number.isFinite)).toBe(true);
          expect(placement.scale[0]).toBeCloseTo(0.2);
        }
      }),
      { seed: 30, numRuns: 150 },
    );
  });
});
