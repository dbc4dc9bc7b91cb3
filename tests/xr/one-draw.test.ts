import { BatchedMesh, BoxGeometry, Group, Matrix4, Mesh, MeshStandardMaterial, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { drawAsOne } from '../../client/xr/one-draw.ts';

/**
 * A controller of a body and two buttons, one of them below a node that moves, with a lamp of another
 * material.
 */
function controller() {
  const material = new MeshStandardMaterial();
  const root = new Group();
  const body = new Mesh(new BoxGeometry(1, 1, 1), material);
  const pivot = new Group();
  const trigger = new Mesh(new BoxGeometry(0.2, 0.2, 0.2), material);
  const button = new Mesh(new BoxGeometry(0.1, 0.1, 0.1), material);
  const lamp = new Mesh(new BoxGeometry(0.1, 0.1, 0.1), new MeshStandardMaterial());
  pivot.add(trigger);
  root.add(body, pivot, button, lamp);
  drawAsOne(root);
  const hand = new Group();
  hand.add(root);
  const seen = [body, trigger, button, lamp].filter(mesh => mesh.layers.mask !== 0);
  const batches = root.children.filter(each => each instanceof BatchedMesh);
  return { hand, root, pivot, trigger, button, lamp, seen, batches };
}

describe('a controller', () => {
  it('[XR-18] is one draw call for each material, and each of its parts still moves and hides', () => {
    const { hand, pivot, button, lamp, seen, batches } = controller();
    expect(seen).toEqual([lamp]);
    expect(batches).toHaveLength(1);
    const [batch] = batches as BatchedMesh[];
    const at = (instance: number): number[] => {
      const matrix = new Matrix4();
      batch?.getMatrixAt(instance, matrix);
      return new Vector3().setFromMatrixPosition(matrix.premultiply(batch?.matrixWorld ?? matrix)).toArray();
    };
    hand.position.set(5, 0, 0);
    pivot.position.set(0, 2, 0);
    button.visible = false;
    hand.updateMatrixWorld();
    expect([at(0), at(1)]).toEqual([
      [5, 0, 0],
      [5, 2, 0],
    ]);
    expect([0, 1, 2].map(i => batch?.getVisibleAt(i))).toEqual([true, true, false]);
    pivot.visible = false;
    button.visible = true;
    hand.updateMatrixWorld();
    expect([0, 1, 2].map(i => batch?.getVisibleAt(i))).toEqual([true, false, true]);
  });
});
