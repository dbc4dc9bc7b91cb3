import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../client/app/editing/arrange.ts';
import { DUPLICATE_OFFSET, duplicate } from '../../client/app/editing/duplicate.ts';
import { resize } from '../../client/app/editing/resize.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { add, angleBetween, distance, type Pose, subtract, type Vec3 } from '../../shared/pose.ts';
import { ancestors, descendants, type Intent, type SessionDocument } from '../../shared/session/index.ts';
import { AUTHOR, type Grown, tangles, trees } from './trees.ts';

/** Positions are kept as 32-bit floats, several of them composed. */
const CLOSE_M = 2e-5;

type Seen = ReadonlyMap<string, Pose & { readonly scale: Vec3 }>;

const seen = (document: SessionDocument): Seen =>
  new Map(
    [...document.objects].map(([id, { pose, placement }]) => [id, { ...pose, scale: placement.scale }]),
  );

const chainOf = (document: SessionDocument, id: string): string[] =>
  ancestors(id, each => document.objects.get(each as ObjectId)?.placement);

function write(document: SessionDocument, intents: readonly Intent[]): void {
  const done = document.apply(AUTHOR, intents);
  if (!done.ok) throw new Error(`${done.error.code} ${done.error.detail}`);
}

const chosenNow = ({ document, chosen }: Grown) => chosen.flatMap(({ id }) => document.objects.get(id) ?? []);

function expectSame(now: Pose | undefined, then: Pose | undefined): void {
  if (!now || !then) throw new Error('it is gone');
  expect(distance(now.position, then.position)).toBeLessThan(CLOSE_M);
  expect(angleBetween(now.rotation, then.rotation)).toBeLessThan(2e-3);
}

describe('groups', () => {
  it('[APP-31] whatever is chosen of whatever trees, grouping it moves nothing and makes no circle (seed 31)', () => {
    fc.assert(
      fc.property(trees, tree => {
        const { document, chosen } = tree;
        const before = seen(document);
        const intents = arrange(chosen, { arrange: 'group' }, document.objects);
        write(document, intents);
        for (const [id, pose] of seen(document)) expectSame(pose, before.get(id));
        for (const intent of intents) {
          if (intent.type !== 'move-object') throw new Error('grouping only moves');
          const { parent } = document.objects.get(intent.id)?.placement ?? {};
          // An edge that closed a circle would be cut on reading.
          expect(chainOf(document, intent.id)[0]).toBe(parent);
        }
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  it('[APP-30] [APP-31] aligning moves what is chosen once, also where a parent in between is not chosen (seed 32)', () => {
    fc.assert(
      fc.property(trees, ({ document, chosen }) => {
        const before = seen(document);
        const intents = arrange(chosen, { arrange: 'align', axis: 'x', to: 'high' }, document.objects);
        write(document, intents);
        const moved = new Set(intents.flatMap(each => ('id' in each ? [each.id as string] : [])));
        for (const [id, now] of seen(document)) {
          const above = [id, ...chainOf(document, id)].filter(each => moved.has(each));
          expect(above.length).toBeLessThanOrEqual(1);
          const shift = subtract(now.position, before.get(id)?.position ?? [9, 9, 9]);
          expect(Math.hypot(shift[1], shift[2])).toBeLessThan(CLOSE_M);
          if (above.length === 0) expect(Math.abs(shift[0])).toBeLessThan(CLOSE_M);
        }
      }),
      { seed: 32, numRuns: 300 },
    );
  });

  it('[APP-31] undone by its first alone, every member stands for itself, and nothing moves', () => {
    const tree = fc.sample(trees, { seed: 5, numRuns: 60 }).find(({ chosen }) => chosen.length > 2);
    if (!tree) throw new Error('no tree has three chosen');
    const { document, chosen } = tree;
    write(document, arrange(chosen, { arrange: 'ungroup' }, document.objects));
    const free = chosenNow(tree);
    write(document, arrange(free, { arrange: 'group' }, document.objects));
    const first = chosenNow(tree).find(({ placement }) => placement.parent === null);
    const before = seen(document);
    expect(descendants(new Set([first?.id ?? '']), document.objects).length).toBeGreaterThan(0);
    write(document, arrange(first ? [first] : [], { arrange: 'ungroup' }, document.objects));
    expect(chosenNow(tree).every(({ placement }) => placement.parent === null)).toBe(true);
    for (const [id, pose] of seen(document)) expectSame(pose, before.get(id));
  });
});

describe('duplicates', () => {
  it('[APP-39] all that is chosen and all that follows it is copied once, each beside its original and under the copy of its parent (seed 39)', () => {
    fc.assert(
      fc.property(tangles, ({ document, chosen }) => {
        const meant = new Set<string>(chosen.map(({ id }) => id));
        const originals = [...chosen, ...descendants(meant, document.objects)];
        const before = seen(document);
        const copies = duplicate(chosen, document.objects);
        write(document, copies.intents);
        expect(copies.intents).toHaveLength(originals.length);
        expect(copies.chosen.size).toBe(chosen.length);
        const copyOf = new Map(
          originals.map(({ id }, i) => [id as string, copies.intents[i]?.id as ObjectId]),
        );
        for (const [id, pose] of before) expectSame(document.objects.get(id as ObjectId)?.pose, pose);
        for (const original of originals) {
          const copy = document.objects.get(copyOf.get(original.id) as ObjectId);
          const { position, rotation } = original.pose;
          expectSame(copy?.pose, { position: add(position, DUPLICATE_OFFSET), rotation });
          expect(copy?.placement.scale).toEqual(original.placement.scale);
          const [above] = chainOf(document, original.id);
          const [aboveCopy] = chainOf(document, copy?.id ?? '');
          expect(aboveCopy).toBe(above === undefined ? undefined : (copyOf.get(above) ?? above));
        }
      }),
      { seed: 39, numRuns: 300 },
    );
  });
});

describe('making groups larger', () => {
  const factor = fc.double({ min: 0.5, max: 2, noNaN: true });

  it('[APP-40] what follows grows with its first, and is as far away from it in proportion (seed 40)', () => {
    fc.assert(
      fc.property(tangles, factor, ({ document, chosen }, by) => {
        const before = seen(document);
        const intents = resize(chosen, by, document.objects);
        write(document, intents);
        const after = seen(document);
        const [first] = intents;
        if (first?.type !== 'move-object') return;
        for (const { id } of descendants(new Set([first.id]), document.objects)) {
          const [then, now] = [before.get(id), after.get(id)];
          const [from, to] = [before.get(first.id), after.get(first.id)];
          if (!then || !now || !from || !to) throw new Error('it is gone');
          const s = to.scale[0] / from.scale[0];
          expect(now.scale[1] / then.scale[1]).toBeCloseTo(s, 4);
          expect(distance(now.position, to.position)).toBeCloseTo(
            s * distance(then.position, from.position),
            3,
          );
          expect(angleBetween(now.rotation, then.rotation)).toBeLessThan(2e-3);
        }
      }),
      { seed: 40, numRuns: 300 },
    );
  });

  it('[APP-40] by s and then by 1/s is as it was (seed 41)', () => {
    fc.assert(
      fc.property(tangles, factor, (tree, by) => {
        const { document } = tree;
        const before = seen(document);
        write(document, resize(chosenNow(tree), by, document.objects));
        write(document, resize(chosenNow(tree), 1 / by, document.objects));
        for (const [id, now] of seen(document)) {
          const then = before.get(id);
          expect(distance(now.position, then?.position ?? [99, 0, 0])).toBeLessThan(1e-4);
          for (const i of [0, 1, 2] as const) expect(now.scale[i]).toBeCloseTo(then?.scale[i] ?? 99, 5);
        }
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('[APP-40] what is locked stays as it is', () => {
    const tree = fc
      .sample(trees, { seed: 6, numRuns: 200 })
      .find(
        ({ document, chosen }) =>
          descendants(new Set(chosen.map(({ id }) => id)), document.objects).length > 1,
      );
    if (!tree) throw new Error('no tree has followers');
    const { document, chosen } = tree;
    const [follower] = descendants(new Set<string>(chosen.map(({ id }) => id)), document.objects);
    if (!follower) throw new Error('nobody follows');
    write(document, [{ type: 'edit-object', id: follower.id, fields: { locked: AUTHOR.user } }]);
    const intents = resize(chosenNow(tree), 1.5, document.objects);
    expect(intents.length).toBeGreaterThan(0);
    expect(intents.map(each => 'id' in each && each.id)).not.toContain(follower.id);
  });
});
