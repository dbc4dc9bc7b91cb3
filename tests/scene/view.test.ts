import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIND_NAMES, KINDS } from '../../shared/kinds/index.ts';
import type { Placement } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import { at, draws, id, instances, positionsOf, put, session, triangles, versions } from './place.ts';

const SOLIDS = / (still|promoted)$/;
const SHAPES = ['box', 'sphere', 'cylinder', 'cone', 'torus', 'plane', 'arrow', 'note'] as const;
const names = Array.from({ length: 8 }, (_, i) => `o${i}`);

/** Whole centimetres, so that positions compare as text. */
const centimetres = fc.integer({ min: -500, max: 500 }).map(n => n / 100);
const placements: fc.Arbitrary<Placement> = fc
  .tuple(centimetres, centimetres, centimetres, fc.option(fc.constantFrom(...names), { nil: null }))
  .map(([x, y, z, parent]) => at(x, y, z, [0.2, 0.3, 0.1], parent));
const name = fc.constantFrom(...names).map(id);
const steps: fc.Arbitrary<
  Intent | { type: 'select'; ids: string[] } | { type: 'hold'; id: string; placement: Placement }
> = fc.oneof(
  fc.record({
    type: fc.constant('place-object' as const),
    id: name,
    kind: fc.constantFrom(...SHAPES),
    placement: placements,
    fields: fc.constant({}),
  }),
  fc.record({ type: fc.constant('move-object' as const), id: name, placement: placements }),
  fc.record({
    type: fc.constant('edit-object' as const),
    id: name,
    fields: fc.record({
      hidden: fc.constantFrom(true, undefined),
      color: fc.constantFrom('#ff0000', '#00ff00'),
    }),
  }),
  fc.record({ type: fc.constant('delete-object' as const), id: name }),
  fc.record({ type: fc.constant('select' as const), ids: fc.subarray(names) }),
  fc.record({ type: fc.constant('hold' as const), id: name, placement: placements }),
);

describe('what is drawn', () => {
  it('[SCENE-1] is what the document has, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60 }), list => {
        const { document, view, stage } = session();
        for (const step of list) {
          if (step.type === 'select') view.setSelection(new Set(step.ids.map(id)));
          else if (step.type === 'hold') view.setLive([{ id: step.id, placement: step.placement }]);
          // An intent that the document refuses (a move of what is gone) changes nothing, which is the point.
          else document.apply({ user: 'u'.repeat(43) as never, at: 1 }, [step]);
        }
        view.setLive([]);
        const visible = [...document.objects.values()].filter(object => !object.hidden);
        const expected = visible.map(({ pose }) =>
          pose.position.map(n => n.toFixed(3).replace('-0.000', '0.000')).join(' '),
        );
        const drawn = positionsOf(instances(stage.content, SOLIDS)).map(each =>
          each.replaceAll('-0.000', '0.000'),
        );
        expect(drawn).toEqual(expected.sort());
        expect(view.counts).toMatchObject({ objects: document.objects.size, drawn: visible.length });
        view.dispose();
      }),
      { numRuns: 150 },
    );
  });

  it('[SCENE-1] is drawn for every kind that there is', () => {
    const { view, apply, document } = session();
    apply(...KIND_NAMES.map((kind, i) => put(kind, kind, at(i, 0, 0, KINDS[kind].size))));
    expect(view.counts.drawn).toBe(document.objects.size);
    expect(view.counts.drawn).toBe(KIND_NAMES.length);
  });

  it('[SCENE-2] takes about ten draw calls for 10,000 primitives', () => {
    const { view, stage, apply } = session();
    const solids = SHAPES.filter(kind => kind !== 'note');
    const count = 10_000;
    for (let start = 0; start < count; start += 1000) {
      apply(
        ...Array.from({ length: 1000 }, (_, i) =>
          put(`o${start + i}`, solids[i % solids.length] ?? 'box', at((i % 100) / 4, 0, start / 4000)),
        ),
      );
    }
    expect(view.counts.instances).toBe(count);
    expect(draws(stage.content, SOLIDS) + draws(stage.content, /^shadows$/)).toBeLessThanOrEqual(12);
    const hit = view.pick({ origin: [0, 5, 0], direction: [0, -1, 0] });
    expect(hit?.point[1]).toBeCloseTo(0.1, 3);
    view.dispose();
  });

  it('[SCENE-15] crowds are drawn with fewer triangles, and what remains of them with all', () => {
    const { view, stage, apply } = session();
    apply(put('only', 'torus', at(0, 0, 0)));
    const one = triangles(stage.content, SOLIDS);
    apply(...Array.from({ length: 2000 }, (_, i) => put(`o${i}`, 'torus', at(i, 0, 0))));
    expect(triangles(stage.content, SOLIDS)).toBeLessThan((one * 2001) / 4);
    expect(view.counts.instances).toBe(2001);
    apply(...Array.from({ length: 2000 }, (_, i) => ({ type: 'delete-object', id: id(`o${i}`) }) as const));
    expect(triangles(stage.content, SOLIDS)).toBe(one);
    view.dispose();
  });

  it('[SCENE-7] shows an unknown kind as a box with a name, and keeps its size', () => {
    const { view, stage } = session();
    const placement = at(1, 2, 3, [0.5, 0.6, 0.7]);
    view.apply([
      { type: 'object-placed', object: { id: id('x'), kind: 'hologram', placement, pose: placement } },
    ]);
    const [box] = instances(stage.content, SOLIDS);
    expect(positionsOf(box ? [box] : [])).toEqual(['1.000 2.000 3.000']);
    expect(box?.elements[5]).toBeCloseTo(0.6);
    expect(view.counts.pictures).toBe(1);
  });

  it('[SCENE-8] leaves nothing behind', () => {
    const { view, stage, apply } = session();
    apply(...KIND_NAMES.map((kind, i) => put(kind, kind, at(i, 0, 0))));
    view.setSelection(new Set([id('box'), id('label')]));
    view.setTools({
      preview: { kind: 'cone', asset: undefined, color: '#ffffff', placement: at(0, 0, 0) },
      cursors: [{ pointer: 'p', from: [0, 1, 0], to: [0, 0, 1], style: 'idle', surface: undefined }],
      lines: [
        {
          pointer: 'p',
          points: [
            [0, 0, 0],
            [0, 1, 0],
            [1, 1, 0],
          ],
          color: '#ffffff',
          width: 0.01,
        },
      ],
      measure: { from: [0, 0, 0], to: [1, 0, 0] },
    });
    expect(stage.content.children.length).toBeGreaterThan(0);
    view.dispose();
    expect(stage.content.children).toEqual([]);
    expect(stage.restored.size).toBe(0);
    expect(view.counts).toMatchObject({ drawn: 0, instances: 0, pictures: 0 });
  });
});

describe('what the relay did not take', () => {
  const SOLID = /^box (still|promoted)$/;
  const OUTLINE = /^box outlines$/;

  it('[SCENE-20] is shown as a ghost beside what the document has, and cannot be pointed at', () => {
    const { document, view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    const moved = document.objects.get(id('a'));
    if (!moved) throw new Error('no box');
    const placement = at(3, 0, 0);
    view.setGhosts([{ ...moved, placement, pose: placement }]);
    expect(positionsOf(instances(stage.content, SOLID))).toEqual(['0.000 0.000 0.000', '3.000 0.000 0.000']);
    expect(positionsOf(instances(stage.content, OUTLINE))).toEqual(['3.000 0.000 0.000']);
    view.update(16);
    const down = { direction: [0, -1, 0] } as const;
    expect(view.pick({ origin: [0, 2, 0], ...down })?.id).toBe('a');
    expect(view.pick({ origin: [3, 2, 0], ...down })).toBeUndefined();
    view.setGhosts([]);
    expect(positionsOf(instances(stage.content, SOLID))).toEqual(['0.000 0.000 0.000']);
  });

  it('[SCENE-20] follows the theme, and leaves nothing behind', () => {
    const { document, view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)), put('b', 'note', at(1, 0, 0), { text: 'Sink' }));
    const redraws = stage.redraws;
    view.setGhosts([...document.objects.values()]);
    expect(stage.redraws).toBeGreaterThan(redraws);
    expect(view.counts.instances).toBe(4);
    stage.theme = 'light';
    view.update(16);
    expect(view.counts.instances).toBe(4);
    view.dispose();
    expect(view.counts).toMatchObject({ drawn: 0, instances: 0, pictures: 0 });
  });
});

describe('the selection', () => {
  it('[SCENE-5] is drawn apart, outlined, and the rest is not touched', () => {
    const { view, stage, apply } = session();
    apply(...['a', 'b', 'c'].map((each, i) => put(each, 'box', at(i, 0, 0))));
    view.setSelection(new Set([id('b')]));
    expect(positionsOf(instances(stage.content, /promoted$/))).toEqual(['1.000 0.000 0.000']);
    expect(positionsOf(instances(stage.content, /outlines$/))).toEqual(['1.000 0.000 0.000']);
    expect(instances(stage.content, /still$/)).toHaveLength(2);
    const before = versions(stage.content, /still$/);
    apply({ type: 'move-object', id: id('b'), placement: at(5, 0, 0) });
    expect(versions(stage.content, /still$/)).toEqual(before);
    expect(positionsOf(instances(stage.content, /outlines$/))).toEqual(['5.000 0.000 0.000']);
    view.setSelection(new Set());
    expect(instances(stage.content, /(promoted|outlines)$/)).toEqual([]);
    expect(instances(stage.content, /still$/)).toHaveLength(3);
  });

  it('[SCENE-5] shows a padlock on what is locked', () => {
    const { view, stage, apply } = session();
    apply(put('a', 'box', at(0, 0, 0)));
    view.setSelection(new Set([id('a')]));
    expect(instances(stage.content, /^lock$/)).toHaveLength(0);
    apply({ type: 'edit-object', id: id('a'), fields: { locked: 'u'.repeat(43) } });
    expect(instances(stage.content, /^lock$/)).toHaveLength(1);
    view.setSelection(new Set());
    expect(instances(stage.content, /^lock$/)).toHaveLength(0);
  });

  it('[SCENE-1] says how far everything reaches, as what is flat is flat', () => {
    const all = session();
    expect(all.view.bounds()).toBeUndefined();
    all.apply(put('rug', 'box', at(1, 0, 0, [2, 0.02, 1])), put('post', 'box', at(0, 0.5, 0, [0.2, 1, 0.2])));
    const bounds = all.view.bounds();
    const rounded = (v: readonly number[] | undefined) => v?.map(n => Math.round(n * 1e4) / 1e4);
    expect(rounded(bounds?.min)).toEqual([-0.1, -0.01, -0.5]);
    expect(rounded(bounds?.max)).toEqual([2, 1, 0.5]);
  });
});
