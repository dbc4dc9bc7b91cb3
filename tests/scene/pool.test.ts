import fc from 'fast-check';
import { BoxGeometry, type InstancedMesh, Matrix4, MeshBasicMaterial, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { InstancePool, type Slot } from '../../client/scene/instancing/pool.ts';

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('add' as const), x: fc.integer({ min: -50, max: 50 }) }),
    fc.record({ do: fc.constant('move' as const), at: fc.nat(200), x: fc.integer({ min: -50, max: 50 }) }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(200) }),
  ),
  { maxLength: 200 },
);

describe('a pool of instances', () => {
  it('[SCENE-1] holds exactly what was added and not removed, and its bounds hold all of it', () => {
    fc.assert(
      fc.property(steps, list => {
        const pool = new InstancePool('p', new BoxGeometry(1, 1, 1), new MeshBasicMaterial());
        const living: { slot: Slot; x: number }[] = [];
        const put = (slot: Slot, x: number): void =>
          pool.set(slot, new Matrix4().makeTranslation(x, 0, 0), x / 64, 0, 0);
        for (const step of list) {
          const each = step.do === 'add' ? undefined : living[step.at % Math.max(1, living.length)];
          if (step.do === 'add') {
            const slot = pool.add();
            put(slot, step.x);
            living.push({ slot, x: step.x });
          } else if (each && step.do === 'move') {
            put(each.slot, step.x);
            each.x = step.x;
          } else if (each) {
            pool.remove(each.slot);
            living.splice(living.indexOf(each), 1);
          }
        }
        const matrix = new Matrix4();
        const drawn: number[] = [];
        const colors: number[] = [];
        for (const mesh of pool.object.children as InstancedMesh[]) {
          for (let i = 0; i < mesh.count; i++) {
            mesh.getMatrixAt(i, matrix);
            const position = new Vector3().setFromMatrixPosition(matrix);
            drawn.push(position.x);
            colors.push((mesh.instanceColor?.getX(i) ?? 0) * 64);
            expect(mesh.boundingSphere?.containsPoint(position)).toBe(true);
          }
        }
        const ordered = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);
        expect(ordered(drawn)).toEqual(ordered(living.map(({ x }) => x)));
        expect(ordered(colors)).toEqual(ordered(drawn));
        expect(pool.count).toBe(living.length);
      }),
      { numRuns: 200 },
    );
  });

  it('[SCENE-2] grows to 4096 instances in one draw call, and uploads only what one move touched', () => {
    const pool = new InstancePool('p', new BoxGeometry(1, 1, 1), new MeshBasicMaterial());
    const matrix = new Matrix4();
    const slots = Array.from({ length: 4096 }, () => pool.add());
    for (const slot of slots) pool.set(slot, matrix, 1, 1, 1);
    expect(pool.object.children).toHaveLength(1);
    const [mesh] = pool.object.children as InstancedMesh[];
    mesh?.instanceMatrix.clearUpdateRanges();
    pool.set(slots[7] as Slot, matrix, 1, 1, 1);
    expect(mesh?.instanceMatrix.updateRanges).toEqual([{ start: 7 * 16, count: 16 }]);
    pool.add();
    expect(pool.object.children).toHaveLength(2);
  });
});
