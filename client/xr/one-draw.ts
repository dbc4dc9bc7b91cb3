import { BatchedMesh, type BufferGeometry, type Material, Matrix4, Mesh, type Object3D } from 'three';

interface Source {
  readonly mesh: Mesh<BufferGeometry, Material>;
  readonly instance: number;
}

const inverse = new Matrix4();
const now = new Matrix4();
const before = new Matrix4();

/** Meshes of one material as one draw call, each where its own node is. */
class OneDraw extends BatchedMesh {
  readonly #sources: readonly Source[];

  constructor(meshes: readonly Mesh<BufferGeometry, Material>[], material: Material) {
    const sum = (count: (geometry: BufferGeometry) => number): number =>
      meshes.reduce((total, { geometry }) => total + count(geometry), 0);
    super(
      meshes.length,
      sum(({ attributes }) => attributes.position?.count ?? 0),
      sum(({ index }) => index?.count ?? 0),
      material,
    );
    this.name = 'one draw';
    this.sortObjects = false;
    this.perObjectFrustumCulled = false;
    this.frustumCulled = false;
    this.#sources = meshes.map(mesh => {
      // Its node stays where it is, for whoever moves or hides it; only the camera no longer sees it.
      mesh.layers.disableAll();
      return { mesh, instance: this.addInstance(this.addGeometry(mesh.geometry)) };
    });
  }

  override updateMatrixWorld(force?: boolean): void {
    super.updateMatrixWorld(force);
    inverse.copy(this.matrixWorld).invert();
    for (const { mesh, instance } of this.#sources) {
      now.multiplyMatrices(inverse, mesh.matrixWorld);
      if (!this.getMatrixAt(instance, before).equals(now)) this.setMatrixAt(instance, now);
      const isShown = isVisible(mesh, this.parent);
      if (this.getVisibleAt(instance) !== isShown) this.setVisibleAt(instance, isShown);
    }
  }
}

function isVisible(mesh: Object3D, root: Object3D | null): boolean {
  for (let each: Object3D | null = mesh; each && each !== root; each = each.parent) {
    if (!each.visible) return false;
  }
  return true;
}

/**
 * Draws the meshes under `root` in one call for each material, instead of one for each mesh. What moves or
 * hides a mesh goes on doing so. A controller has a mesh for every button, and both are in every picture.
 */
export function drawAsOne(root: Object3D): void {
  const alike = new Map<string, Mesh<BufferGeometry, Material>[]>();
  root.traverse(each => {
    if (!(each instanceof Mesh) || Array.isArray(each.material) || !each.geometry.index) return;
    const mesh = each as Mesh<BufferGeometry, Material>;
    const key = `${mesh.material.uuid} ${Object.keys(mesh.geometry.attributes).sort().join()}`;
    alike.set(key, [...(alike.get(key) ?? []), mesh]);
  });
  for (const meshes of alike.values()) {
    const [first] = meshes;
    if (first && meshes.length > 1) root.add(new OneDraw(meshes, first.material));
  }
}
