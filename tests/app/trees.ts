import fc from 'fast-check';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { type Placement, unit, type Vec3 } from '../../shared/pose.ts';
import { type Intent, SessionDocument, type SessionObject } from '../../shared/session/index.ts';

/** Random trees of objects, and some of them chosen. */

export const AUTHOR = { user: 'u'.repeat(43) as UserId, at: 1 };

const number = fc.double({ min: -2, max: 2, noNaN: true });
const size = fc.double({ min: 0.05, max: 2, noNaN: true });
const placement: fc.Arbitrary<Omit<Placement, 'parent'>> = fc.record({
  position: fc.tuple(number, number, number) as fc.Arbitrary<Vec3>,
  rotation: fc.tuple(number, number, number, number).map(unit),
  scale: fc.tuple(size, size, size) as fc.Arbitrary<Vec3>,
});
const node = fc.record({
  placement,
  parent: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  isChosen: fc.boolean(),
});

export interface Grown {
  readonly document: SessionDocument;
  readonly chosen: readonly SessionObject[];
}

const nameOf = (i: number): ObjectId => `object-${i}` as ObjectId;

type Node = typeof node extends fc.Arbitrary<infer T> ? T : never;

function grow(nodes: readonly Node[], parentOf: (parent: number, i: number) => number): Grown {
  const document = new SessionDocument();
  const intents = nodes.map(
    (each, i): Intent => ({
      type: 'place-object',
      id: nameOf(i),
      kind: 'box',
      placement: {
        ...each.placement,
        parent: each.parent === undefined ? null : nameOf(parentOf(each.parent, i)),
      },
      fields: {},
    }),
  );
  const done = document.apply(AUTHOR, intents);
  if (!done.ok) throw new Error(done.error.code);
  const chosen = nodes.flatMap((each, i) => (each.isChosen ? (document.objects.get(nameOf(i)) ?? []) : []));
  return { document, chosen };
}

const nodes = fc.array(node, { minLength: 1, maxLength: 7 });

/** Whoever has a parent has one that was placed before; the first one's is nobody. */
export const trees: fc.Arbitrary<Grown> = nodes.map(all =>
  grow(all, (parent, i) => (i === 0 ? 99 : parent % i)),
);

/** Parents may also make circles, as two devices together can. */
export const tangles: fc.Arbitrary<Grown> = nodes.map(all => grow(all, parent => parent));
