import { Group, Mesh, MeshBasicMaterial, Raycaster, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { createDepthMask } from '../../client/panel/frame/depth-mask.ts';

describe('what lies behind the panel', () => {
  it('[PANEL-5] its depth covers the surface and nothing else, just behind it, and shows no colour', () => {
    const panel = new Group();
    const backing = createDepthMask(panel);
    const mesh = panel.children[0] as Mesh;
    backing.fit(0.5, 0.4, 0.03, 0.1);
    expect(mesh.visible).toBe(true);
    expect(mesh.material).toMatchObject({ colorWrite: false, depthWrite: true, depthTest: true });
    expect(mesh.position.z).toBeLessThan(0);
    // The same shape as a mesh that rays can meet, seen from the front.
    const twin = new Mesh(mesh.geometry, new MeshBasicMaterial());
    twin.position.copy(mesh.position);
    twin.updateMatrixWorld();
    const covers = (x: number, y: number): boolean =>
      new Raycaster(new Vector3(x, y, 1), new Vector3(0, 0, -1)).intersectObject(twin).length > 0;
    expect(covers(0, 0.1)).toBe(true);
    expect(covers(0.248, 0.1)).toBe(true);
    expect(covers(0, 0.298)).toBe(true);
    expect(covers(0.249, 0.299)).toBe(false);
    expect(covers(0.26, 0.1)).toBe(false);
    expect(covers(0, -0.11)).toBe(false);
    const rays = new Raycaster(new Vector3(0, 0.1, 1), new Vector3(0, 0, -1));
    expect(rays.intersectObject(panel)).toEqual([]);
    backing.fit(0, 0, 0.03, 0);
    expect(mesh.visible).toBe(false);
    backing.dispose();
    expect(panel.children).toEqual([]);
  });
});
