import { Mesh, MeshBasicMaterial, type Object3D, Shape, ShapeGeometry } from 'three';

/** So far behind the surfaces that it backs (m): enough that it never hides them, at any angle. */
const BEHIND_M = 0.003;

export interface DepthMask {
  /**
   * A rectangle of `width` by `height` with rounded corners, its middle at `y`; nothing where one of them is
   * 0. Metres.
   */
  fit(width: number, height: number, radius: number, y: number): void;
  dispose(): void;
}

/**
 * Gives a panel a place among other things. uikit draws its surfaces without depth, so whatever is
 * transparent and drawn later (a preview, an outline, a ring on the floor) would show through from behind.
 * This writes the depth that they do not, and no colour.
 */
export function createDepthMask(parent: Object3D): DepthMask {
  const material = new MeshBasicMaterial({ colorWrite: false });
  const mesh = new Mesh(new ShapeGeometry(), material);
  mesh.name = 'backing';
  mesh.position.z = -BEHIND_M;
  // Rays are for what is in front of it.
  mesh.raycast = () => undefined;
  parent.add(mesh);
  let fitted = '';
  return {
    fit(width, height, radius, y) {
      mesh.visible = width > 0 && height > 0;
      mesh.position.y = y;
      const now = `${width} ${height} ${radius}`;
      if (!mesh.visible || now === fitted) return;
      fitted = now;
      mesh.geometry.dispose();
      mesh.geometry = new ShapeGeometry(rounded(width / 2, height / 2, radius), 6);
    },
    dispose() {
      mesh.geometry.dispose();
      material.dispose();
      mesh.removeFromParent();
    },
  };
}

/** `x`, `y`: half of the sides. */
function rounded(x: number, y: number, radius: number): Shape {
  const r = Math.min(radius, x, y);
  const quarter = Math.PI / 2;
  return new Shape()
    .absarc(x - r, y - r, r, 0, quarter)
    .absarc(r - x, y - r, r, quarter, 2 * quarter)
    .absarc(r - x, r - y, r, 2 * quarter, 3 * quarter)
    .absarc(x - r, r - y, r, 3 * quarter, 4 * quarter);
}
