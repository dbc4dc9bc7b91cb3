import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { shareOut, trianglesAt } from '../../client/scene/assets/share-out.ts';
import { BUNDLED_MODELS } from '../../shared/kinds/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import { makeGlb } from '../shared/files/make-glb.ts';
import { grid } from './grid.ts';
import { at, draws, id, instances, put, readBytes, type Session, session, triangles } from './place.ts';

const chair = BUNDLED_MODELS.find(({ title }) => title === 'Chair');
if (!chair) throw new Error('There is no chair.');
const { asset } = chair;
const still = new RegExp(`^${asset} \\d still$`);
const promoted = new RegExp(`^${asset} \\d promoted$`);
const outlines = new RegExp(`^${asset} \\d outlines$`);
const SHAPES = 2;

const placed = (count: number, model = asset) =>
  Array.from({ length: count }, (_, i) => put(`m${i}`, 'model', at(i, 0, 0), { asset: model }));
const arrived = ({ view }: Session) => vi.waitFor(() => expect(view.counts.waiting).toBe(0));

describe('a model that is placed many times', () => {
  it('[SCENE-21] takes as many draw calls as it has materials, and each of it is its own', async () => {
    const all = session();
    const { view, stage, apply } = all;
    apply(...placed(200));
    await arrived(all);
    expect(draws(stage.content, still)).toBe(SHAPES);
    expect(instances(stage.content, still)).toHaveLength(200 * SHAPES);
    view.setSelection(new Set([id('m7')]));
    expect(instances(stage.content, still)).toHaveLength(199 * SHAPES);
    expect(instances(stage.content, promoted)).toHaveLength(SHAPES);
    expect(instances(stage.content, outlines)).toHaveLength(SHAPES);
    const down = (x: number) => view.pick({ origin: [x, 5, 0], direction: [0, -1, 0] })?.id;
    expect([down(7), down(8)]).toEqual(['m7', 'm8']);
    apply({ type: 'edit-object', id: id('m8'), fields: { hidden: true } });
    expect(down(8)).toBeUndefined();
    expect(instances(stage.content, still)).toHaveLength(198 * SHAPES);
    expect(instances(stage.content, promoted)).toHaveLength(SHAPES);
  });

  it('[SCENE-21] is freed a while after the last of it is gone, and comes back when it is asked for', async () => {
    let reads = 0;
    const all = session(wanted => {
      reads++;
      return readBytes(wanted);
    });
    const { document, view, stage, apply } = all;
    apply(...placed(3));
    await arrived(all);
    apply(...[0, 1, 2].map(i => ({ type: 'delete-object', id: id(`m${i}`) }) as const));
    view.update(9_000);
    document.undo('u'.repeat(43) as Parameters<typeof document.undo>[0]);
    view.update(16);
    expect([reads, view.counts.waiting]).toEqual([1, 0]);
    apply(...[0, 1, 2].map(i => ({ type: 'delete-object', id: id(`m${i}`) }) as const));
    let freed = 0;
    const pools: string[] = [];
    stage.content.traverse(({ name }) => {
      if (name.startsWith(asset)) pools.push(name);
    });
    expect(pools.length).toBeGreaterThan(0);
    view.update(11_000);
    stage.content.traverse(({ name }) => {
      if (name.startsWith(asset)) freed++;
    });
    expect(freed).toBe(0);
    apply(...placed(1));
    await arrived(all);
    expect(reads).toBe(2);
    expect(instances(stage.content, still)).toHaveLength(SHAPES);
  });
});

describe('more models than a headset can draw', () => {
  const HEAVY = 'e'.repeat(64);
  const heavyBytes = (): ArrayBuffer => {
    const { json, bin } = grid(100);
    return makeGlb(json, bin).slice().buffer as ArrayBuffer;
  };

  it('[SCENE-22] are drawn simpler, the heaviest first, and in full again once there is room', async () => {
    const all = session(wanted => (wanted === HEAVY ? Promise.resolve(heavyBytes()) : readBytes(wanted)));
    const { view, stage, apply } = all;
    const drawn = (): number => triangles(stage.content, new RegExp(`^(${HEAVY}|${asset}) \\d still$`));
    const count = Math.ceil(LIMITS.sceneTrianglesBudgetCount / 20_000) + 1;
    apply(...placed(count, HEAVY), put('chair', 'model', at(0, 0, 3), { asset }));
    await arrived(all);
    const light = triangles(stage.content, still);
    expect(drawn()).toBeGreaterThan(LIMITS.sceneTrianglesBudgetCount);
    await vi.waitFor(() => {
      view.update(16);
      expect(drawn()).toBeLessThanOrEqual(LIMITS.sceneTrianglesBudgetCount);
    });
    expect(view.simpler).toBe(1);
    expect(triangles(stage.content, still)).toBe(light);
    expect(instances(stage.content, new RegExp(`^${HEAVY} 0 still$`))).toHaveLength(count);
    expect(view.pick({ origin: [3, 5, 0], direction: [0, -1, 0] })?.id).toBe('m3');
    apply(...[0, 1, 2].map(i => ({ type: 'delete-object', id: id(`m${i}`) }) as const));
    view.update(16);
    expect(view.simpler).toBe(0);
    expect(drawn()).toBe((count - 3) * 20_000 + light);
  });

  it('[SCENE-22] keep to the budget as far as they can, no simpler than that asks, in whatever order they came', () => {
    const uses = fc.uniqueArray(
      fc.record({
        asset: fc.string({ minLength: 1, maxLength: 4 }),
        count: fc.integer({ min: 1, max: 300 }),
        triangles: fc.integer({ min: 1, max: 100_000 }),
      }),
      { selector: each => each.asset, maxLength: 12 },
    );
    fc.assert(
      fc.property(uses, fc.integer({ min: 1_000, max: 2_000_000 }), (list, budget) => {
        const levels = shareOut(list, budget);
        expect(new Map([...shareOut([...list].reverse(), budget)].sort())).toEqual(
          new Map([...levels].sort()),
        );
        const sum = list.reduce(
          (all, use) => all + use.count * trianglesAt(use.triangles, levels.get(use.asset) ?? 0),
          0,
        );
        const full = list.reduce((all, use) => all + use.count * use.triangles, 0);
        const isSimpler = [...levels.values()].some(level => level > 0);
        if (full <= budget) expect(isSimpler).toBe(false);
        // What is over the budget all the same cannot go lower: it has reached the last level, or has few
        // triangles.
        if (sum > budget) {
          for (const use of list) {
            const level = levels.get(use.asset) ?? 0;
            expect(level === 3 || trianglesAt(use.triangles, level + 1) < 150).toBe(true);
          }
        }
      }),
    );
  });
});
