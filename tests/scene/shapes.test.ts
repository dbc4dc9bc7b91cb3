import { describe, expect, it } from 'vitest';
import { createSceneView } from '../../client/scene/index.ts';
import { Supports } from '../../client/scene/supports.ts';
import { World } from '../../client/scene/world.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { AUTHOR, documentOf, idAt, SHAPE_NAMES } from '../shared/shapes.ts';
import { steep } from '../support/growth.ts';
import { place } from './place.ts';

const MINUTE = 60_000;

describe('a scene of any shape', () => {
  it.each(SHAPE_NAMES)(
    '[SHAPE-7] is drawn, held, pointed at and taken away in time that grows with its size: %s',
    shape => {
      expect(
        steep((n, step) => {
          const document = documentOf(shape, n);
          const view = createSceneView(place(), {
            readAsset: async () => undefined,
            painter: (_card, width, height) => new Uint8ClampedArray(width * height * 4),
          });
          step('draw', () => view.apply(document.snapshot()));
          document.subscribe(changes => view.apply(changes));
          const first = document.objects.get(idAt(0));
          if (!first) throw new Error('no first one');
          const away = { ...first.placement, position: [3, 2, 1] as const };
          step('move the first', () =>
            document.apply(AUTHOR, [{ type: 'move-object', id: first.id, placement: away }]),
          );
          step('hold the first', () => view.setLive([{ id: first.id, placement: first.placement }]));
          const held = [...document.objects.values()].map(({ id, placement }) => ({
            id,
            placement: { ...placement, position: [1, 1, 1] as const },
            color: '#4cc2ff',
          }));
          step('others hold all', () => view.setLive([], held));
          step('which glides', () => view.update(16));
          step('and let go', () => view.setLive([], []));
          step('select all', () => view.setSelection(new Set(document.objects.keys())));
          step('point', () => view.pick({ origin: [0, 1, 9], direction: [0, 0, -1] }));
          step('see all of it', () => view.bounds());
          step('remove all', () =>
            document.apply(
              AUTHOR,
              [...document.objects.keys()].map(id => ({ type: 'delete-object', id })),
            ),
          );
          step('undo', () => document.undo(AUTHOR.user));
          view.dispose();
        }, 200),
      ).toEqual([]);
    },
    MINUTE,
  );

  it('[SHAPE-7] shows all that hangs under what is held, where the hand is, once for all of it', () => {
    const document = documentOf('a chain', 2_000);
    const world = new World();
    world.apply(document.snapshot());
    world.take();
    const first = document.objects.get(idAt(0));
    const last = document.objects.get(idAt(1_999));
    if (!first || !last) throw new Error('no chain');
    const [x, y, z] = first.placement.position;
    world.setLive([{ id: first.id, placement: { ...first.placement, position: [x, y + 2, z] } }], []);
    expect(world.take().size).toBe(2_000);
    expect((world.see(last.id)?.pose.position[1] ?? 0) - last.pose.position[1]).toBeCloseTo(2, 6);
  });

  it('[SHAPE-7] asks no more than some of a crowd what is under a thing', () => {
    expect(
      steep((n, step) => {
        const supports = new Supports();
        const ids = Array.from({ length: n }, (_, i) => `thing-${i}` as ObjectId);
        for (const id of ids) supports.set(id, { x: [0, 0.1], z: [0, 0.1], base: 1, top: 1.1 });
        step('under each', () => {
          for (const id of ids) supports.under(id);
        });
      }, 1_500),
    ).toEqual([]);
  });
});
