import fc from 'fast-check';
import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { outlineFor } from '../../client/scene/instancing/outline.ts';
import { distanceToSee, edgeOf } from '../../client/scene/stage/screen-camera.ts';

describe('what is made to be seen', () => {
  it('[TOGETHER-6] what the picture does not show lies at its edge, on the side where one would turn to', () => {
    const camera = new PerspectiveCamera(50, 1.5, 0.02, 100);
    camera.position.set(0, 1.6, 0);
    camera.updateMatrixWorld();
    const edge = (x: number, y: number, z: number) => {
      const found = edgeOf(camera, new Vector3(x, 1.6 + y, z));
      return found && [...found.at, found.angle].map(n => Number(n.toFixed(3)));
    };
    expect(edge(0.3, 0.2, -3)).toBeUndefined();
    expect(edge(5, 0, -1)).toEqual([1, 0.5, 0]);
    expect(edge(-5, 0, 4)).toEqual([0, 0.5, Number(Math.PI.toFixed(3))]);
    expect(edge(0, 3, -1)).toEqual([0.5, 0, -1.571]);
    expect(edge(0, -3, 1)).toEqual([0.5, 1, 1.571]);
    expect(edge(0, 0, 5)).toEqual([0.5, 1, 1.571]);
    const [across, down] = edge(2, -1, 2) ?? [];
    expect(across).toBe(1);
    expect(down).toBeGreaterThan(0.5);
  });

  it('[SCENE-14] from as far as that, all of a box is inside the part of the picture that the bars leave free', () => {
    const size = fc.double({ min: 0.01, max: 20, noNaN: true });
    const angle = fc.double({ min: 0.05, max: 1.5, noNaN: true });
    const aspect = fc.double({ min: 0.4, max: 2.5, noNaN: true });
    fc.assert(
      fc.property(size, size, size, angle, aspect, (x, y, z, elevation, shape) => {
        const half = new Vector3(x, y, z);
        const away = new Vector3(Math.cos(elevation), Math.sin(elevation), 0.4).normalize();
        const camera = new PerspectiveCamera(50, shape, 0.02, 1000);
        camera.position.copy(away).multiplyScalar(distanceToSee(half, away, camera));
        camera.lookAt(0, 0, 0);
        camera.updateMatrixWorld();
        camera.updateProjectionMatrix();
        let most = 0;
        for (const corner of [-1, 1].flatMap(i =>
          [-1, 1].flatMap(j => [-1, 1].map(k => new Vector3(i * x, j * y, k * z))),
        )) {
          const seen = corner.project(camera);
          expect(Math.abs(seen.x)).toBeLessThan(0.861);
          expect(Math.abs(seen.y)).toBeLessThan(0.761);
          most = Math.max(most, Math.abs(seen.x) / 0.86, Math.abs(seen.y) / 0.76);
        }
        // And no farther than needed.
        expect(most).toBeCloseTo(1, 3);
      }),
    );
  });

  it('[SCENE-5] an outline is not lost in the colour of what it surrounds', () => {
    const colors = ['#4cc2ff', '#e8edf4'] as const;
    expect(outlineFor('#4cc2ff', colors)).toBe('#e8edf4');
    expect(outlineFor('#55c8ff', colors)).toBe('#e8edf4');
    expect(outlineFor('#ff7a90', colors)).toBe('#4cc2ff');
    expect(outlineFor(undefined, colors)).toBe('#4cc2ff');
  });
});
