import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, fromAxisAngle, normalize, scaleBy, subtract, type Vec3 } from '../../shared/pose.ts';
import { at, id, put, session } from './place.ts';

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });

describe('pointing', () => {
  it('[SCENE-4] finds the nearest object, the point and the normal', () => {
    const { view, apply } = session();
    apply(put('far', 'box', at(0, 0, -2)), put('near', 'box', at(0, 0, -1)));
    const hit = view.pick({ origin: [0, 0.01, 0], direction: [0, 0, -1] });
    expect(hit?.id).toBe('near');
    expect(hit?.distance).toBeCloseTo(0.9, 4);
    expect(hit?.point[2]).toBeCloseTo(-0.9, 4);
    expect(hit?.normal[2]).toBeCloseTo(1, 4);
    apply({ type: 'edit-object', id: id('near'), fields: { hidden: true } });
    expect(view.pick({ origin: [0, 0.01, 0], direction: [0, 0, -1] })?.id).toBe('far');
    apply({ type: 'delete-object', id: id('far') });
    expect(view.pick({ origin: [0, 0.01, 0], direction: [0, 0, -1] })).toBeUndefined();
  });

  it('[SCENE-4] agrees with a sphere’s formula from every side, whatever its turn and size', () => {
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.tuple(coordinate, coordinate, coordinate),
        (center, size, turn, side) => {
          fc.pre(Math.hypot(...side) > 0.1);
          const { view, apply } = session();
          const placement = {
            ...at(...center, [size, size, size]),
            rotation: fromAxisAngle(normalize([1, 2, 3]), turn),
          };
          apply(put('s', 'sphere', placement));
          const out = normalize(side as Vec3);
          const origin: Vec3 = [center[0] + out[0] * 5, center[1] + out[1] * 5, center[2] + out[2] * 5];
          const hit = view.pick({ origin, direction: scaleBy(out, -1) });
          // Flat triangles lie up to 2 % of the radius inside the true sphere.
          expect(distance(hit?.point ?? [9, 9, 9], center as Vec3)).toBeGreaterThan((size / 2) * 0.97);
          expect(distance(hit?.point ?? [9, 9, 9], center as Vec3)).toBeLessThan((size / 2) * 1.001);
          expect(normalize(subtract(hit?.point ?? [9, 9, 9], center as Vec3))[0]).toBeCloseTo(out[0], 2);
          view.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[SCENE-4] goes through the hole of a torus and beside the tip of a cone', () => {
    const { view, apply } = session();
    apply(put('ring', 'torus', at(0, 0, 0, [0.24, 0.24, 0.06])), put('cone', 'cone', at(2, 0, 0)));
    expect(view.pick({ origin: [0, 0, 1], direction: [0, 0, -1] })).toBeUndefined();
    expect(view.pick({ origin: [0.09, 0, 1], direction: [0, 0, -1] })?.id).toBe('ring');
    expect(view.pick({ origin: [2.07, 0.08, 1], direction: [0, 0, -1] })).toBeUndefined();
    expect(view.pick({ origin: [2.07, -0.08, 1], direction: [0, 0, -1] })?.id).toBe('cone');
  });

  it('[SCENE-4] gives normals that are right on stretched and turned faces', () => {
    const { view, apply } = session();
    const rotation = fromAxisAngle([0, 1, 0], Math.PI / 6);
    apply(put('slab', 'box', { ...at(0, 0, 0, [2, 0.1, 0.3]), rotation }));
    const hit = view.pick({ origin: [0, 0, 3], direction: [0, 0, -1] });
    expect(hit?.normal[0]).toBeCloseTo(Math.sin(Math.PI / 6), 3);
    expect(hit?.normal[2]).toBeCloseTo(Math.cos(Math.PI / 6), 3);
  });

  it('[SCENE-4] meets a label where it is seen: turned to the viewer, whatever its own turn', () => {
    const { view, stage, apply } = session();
    stage.presenting = true;
    stage.camera.position.set(3, 0, 0);
    view.update(16);
    apply(put('l', 'label', at(0, 0, 0, [0.4, 0.1, 0.01]), { text: 'Hello' }));
    const hit = view.pick({ origin: [3, 0.04, 0.15], direction: [-1, 0, 0] });
    expect(hit?.id).toBe('l');
    expect(hit?.normal[0]).toBeCloseTo(1, 3);
    expect(view.pick({ origin: [3, 0.04, 0.25], direction: [-1, 0, 0] })).toBeUndefined();
    stage.camera.position.set(0, 0, 3);
    view.update(16);
    expect(view.pick({ origin: [3, 0.04, 0.15], direction: [-1, 0, 0] })).toBeUndefined();
  });
});
