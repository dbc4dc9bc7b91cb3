import { BufferAttribute, BufferGeometry, Color, Mesh, MeshStandardMaterial, type Scene } from 'three';
import { UV_NAMES } from '../assets/surfaces.ts';

/** Triangles of one colour. */
interface Patch {
  readonly geometry: BufferGeometry;
  readonly color: Color;
  readonly alpha: number;
}

/** Steps of each channel that still count as different colours. */
const STEPS = 15;
/** Greys whose channels differ by less are shading, not colour. */
const GREY = 0.01;

/**
 * Gives meshes that are coloured by their corners materials of one colour each, as not every format has
 * colours in corners. Shading in greys becomes its average. Whoever called it disposes of what was made.
 */
export function flattenColors(scene: Scene): { dispose(): void } {
  const patches = new Map<BufferGeometry, readonly Patch[]>();
  const materials = new Map<string, MeshStandardMaterial>();
  const meshes: Mesh<BufferGeometry, MeshStandardMaterial>[] = [];
  scene.traverse(each => {
    if (each instanceof Mesh && each.material instanceof MeshStandardMaterial && each.material.vertexColors) {
      meshes.push(each);
    }
  });
  for (const mesh of meshes) {
    const all = patches.get(mesh.geometry) ?? patchesOf(mesh.geometry);
    patches.set(mesh.geometry, all);
    const { material } = mesh;
    all.forEach(({ geometry, color, alpha }, i) => {
      const key = `${material.uuid} ${color.getHexString()} ${alpha}`;
      const flat = materials.get(key) ?? flatMaterial(material, color, alpha);
      materials.set(key, flat);
      const target = i === 0 ? mesh : new Mesh();
      target.geometry = geometry;
      target.material = flat;
      if (i > 0) mesh.add(target);
    });
  }
  return {
    dispose: () => {
      for (const all of patches.values()) for (const { geometry } of all) geometry.dispose();
      for (const material of materials.values()) material.dispose();
    },
  };
}

function flatMaterial(material: MeshStandardMaterial, color: Color, alpha: number): MeshStandardMaterial {
  const flat = material.clone();
  flat.vertexColors = false;
  flat.opacity *= alpha;
  flat.color.multiply(color);
  return flat;
}

function patchesOf(geometry: BufferGeometry): readonly Patch[] {
  const colors = geometry.getAttribute('color');
  if (!colors) return [{ geometry, color: new Color(1, 1, 1), alpha: 1 }];
  const vertices = Array.from({ length: colors.count }, (_, i) => [
    colors.getX(i),
    colors.getY(i),
    colors.getZ(i),
    colors.itemSize === 4 ? colors.getW(i) : 1,
  ]);
  const isShading = vertices.every(
    ([r = 0, g = 0, b = 0, a]) => Math.max(r, g, b) - Math.min(r, g, b) < GREY && a === 1,
  );
  const corners = geometry.index ? [...geometry.index.array] : vertices.map((_, i) => i);
  const groups = new Map<string, { readonly corners: number[]; readonly sum: number[] }>();
  for (let i = 0; i + 2 < corners.length; i += 3) {
    const triangle = corners.slice(i, i + 3);
    const rgba = [0, 1, 2, 3].map(c => triangle.reduce((sum, at) => sum + (vertices[at]?.[c] ?? 0), 0) / 3);
    const key = isShading ? '' : rgba.map(n => Math.round(Math.sqrt(n) * STEPS)).join();
    const group = groups.get(key) ?? { corners: [], sum: [0, 0, 0, 0] };
    groups.set(key, group);
    group.corners.push(...triangle);
    rgba.forEach((n, c) => {
      group.sum[c] = (group.sum[c] ?? 0) + n;
    });
  }
  return [...groups.values()].map(group => {
    const count = group.corners.length / 3;
    const [r = 0, g = 0, b = 0, alpha = 1] = group.sum.map(n => n / count);
    return { geometry: patchOf(geometry, group.corners), color: new Color(r, g, b), alpha };
  });
}

/** Only the corners that are used: some formats write all that there are, for each patch. */
function patchOf(geometry: BufferGeometry, corners: readonly number[]): BufferGeometry {
  const places = new Map<number, number>();
  for (const corner of corners) if (!places.has(corner)) places.set(corner, places.size);
  const patch = new BufferGeometry();
  for (const name of ['position', 'normal', ...UV_NAMES]) {
    const source = geometry.getAttribute(name);
    if (!source) continue;
    const array = new Float32Array(places.size * source.itemSize);
    for (const [from, to] of places) {
      for (let c = 0; c < source.itemSize; c++)
        array[to * source.itemSize + c] = source.getComponent(from, c);
    }
    patch.setAttribute(name, new BufferAttribute(array, source.itemSize));
  }
  patch.setIndex(corners.map(corner => places.get(corner) ?? 0));
  return patch;
}
