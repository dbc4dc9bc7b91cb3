import { BatchedMesh } from 'three';
import { describe, expect, it } from 'vitest';
import type { ObjectId } from '../../shared/ids.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import { encodeStroke } from '../../shared/stroke.ts';
import { session } from './place.ts';

const drawn = (id: string, line: readonly Vec3[]): Intent => {
  const stroke = encodeStroke(line);
  if (!stroke) throw new Error('no line');
  const { center, size, points } = stroke;
  return {
    type: 'place-object',
    id: id as ObjectId,
    kind: 'stroke',
    placement: { parent: null, position: center, rotation: [0, 0, 0, 1], scale: size },
    fields: { points, width: 0.02, color: '#ff0000' },
  };
};
const wave = (y: number, n = 200): Vec3[] =>
  Array.from({ length: n }, (_, i): Vec3 => [i / 50, y + Math.sin(i / 3) / 10, 0]);

describe('lines in the air', () => {
  it('[SCENE-18] are found by pointing at them, at their width, and only there', () => {
    const { view, apply } = session();
    const line: Vec3[] = [
      [0, 1, 0],
      [1, 1, 0],
    ];
    apply(drawn('line', line));
    const at = (x: number, y: number) => view.pick({ origin: [x, y, 5], direction: [0, 0, -1] });
    const hit = at(0.5, 1.005);
    expect(hit?.id).toBe('line');
    expect(hit?.point[2]).toBeGreaterThan(0.005);
    expect(hit?.point[2]).toBeLessThan(0.011);
    expect(at(0.5, 1.05)).toBeUndefined();
    expect(at(1.5, 1)).toBeUndefined();
  });

  it('[SCENE-18] are one draw call however many there are, and leave nothing behind', () => {
    const { view, stage, apply } = session();
    for (let i = 0; i < 150; i++) apply(drawn(`line-${i}`, wave(i / 10)));
    const batches = (): BatchedMesh[] => {
      const found: BatchedMesh[] = [];
      stage.content.traverse(object => {
        if (object instanceof BatchedMesh) found.push(object);
      });
      return found;
    };
    expect(batches()).toHaveLength(1);
    expect(batches()[0]?.instanceCount).toBe(150);
    for (let i = 0; i < 100; i++) apply({ type: 'delete-object', id: `line-${i}` as ObjectId });
    expect(batches()[0]?.instanceCount).toBe(50);
    for (let i = 0; i < 100; i++) apply(drawn(`again-${i}`, wave(i / 10, 400)));
    expect(view.counts.instances).toBe(150);
    for (const mesh of batches()) {
      const end = mesh.geometry.getAttribute('position').count;
      expect(end).toBeGreaterThan(0);
    }
  });
});
