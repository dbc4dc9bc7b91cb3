import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  FrontSide,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Scene,
} from 'three';

/**
 * Gives meshes what a format without unlit and without double-sided materials can hold: lit materials, and
 * sheets that are seen from both sides a back of their own. Whoever called it disposes of what was made.
 */
export function simpleSurfaces(scene: Scene): { dispose(): void } {
  const materials = new Map<Material, Material>();
  const geometries = new Map<BufferGeometry, BufferGeometry>();
  scene.traverse(each => {
    if (!(each instanceof Mesh)) return;
    const mesh = each as Mesh<BufferGeometry, Material>;
    if (mesh.material.side === DoubleSide) {
      const both = geometries.get(mesh.geometry) ?? withBacks(mesh.geometry);
      geometries.set(mesh.geometry, both);
      mesh.geometry = both;
    } else if (!(mesh.material instanceof MeshBasicMaterial)) return;
    const simple = materials.get(mesh.material) ?? simpleMaterial(mesh.material);
    materials.set(mesh.material, simple);
    mesh.material = simple;
  });
  return {
    dispose: () => {
      for (const each of [...materials.values(), ...geometries.values()]) each.dispose();
    },
  };
}

function simpleMaterial(material: Material): Material {
  const simple = material instanceof MeshBasicMaterial ? lit(material) : material.clone();
  simple.side = FrontSide;
  return simple;
}

function lit({
  name,
  color,
  map,
  transparent,
  opacity,
  alphaTest,
  depthWrite,
  vertexColors,
}: MeshBasicMaterial) {
  const look = { name, color, map, transparent, opacity, alphaTest, depthWrite, vertexColors };
  return new MeshStandardMaterial({ ...look, roughness: 1, metalness: 0 });
}

/** Every face once more, turned round. */
function withBacks(geometry: BufferGeometry): BufferGeometry {
  const both = new BufferGeometry();
  const { count } = geometry.getAttribute('position');
  for (const [name, attribute] of Object.entries(geometry.attributes)) {
    const size = attribute.itemSize;
    const array = new Float32Array(count * size * 2);
    for (let i = 0; i < count * size; i++) {
      const value = attribute.getComponent(Math.floor(i / size), i % size);
      array[i] = value;
      array[count * size + i] = name === 'normal' ? -value : value;
    }
    both.setAttribute(name, new BufferAttribute(array, size));
  }
  const front = geometry.index ? [...geometry.index.array] : Array.from({ length: count }, (_, i) => i);
  const index = new Uint32Array(front.length * 2);
  index.set(front);
  for (let i = 0; i + 2 < front.length; i += 3) {
    const [a = 0, b = 0, c = 0] = front.slice(i, i + 3);
    index.set([a + count, c + count, b + count], front.length + i);
  }
  both.setIndex(new BufferAttribute(index, 1));
  return both;
}
