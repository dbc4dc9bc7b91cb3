import {
  BufferGeometry,
  Color,
  Group,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Object3D,
  Quaternion,
  Scene,
  type Texture,
  Vector3,
} from 'three';
import { kindOf } from '../../../shared/kinds/index.ts';
import { fromYaw, halfExtents, type Pose, type Vec3, yawOf } from '../../../shared/pose.ts';
import type { SessionObject } from '../../../shared/session/index.ts';
import type { Primitive } from '../assets/primitive.ts';
import { type Finish, finished, finishName, UV_NAMES } from '../assets/surfaces.ts';
import type { Card } from '../cards/card.ts';
import type { Kit } from '../instancing/kit.ts';
import type { Part } from '../instancing/parts.ts';
import { FINE_TRIANGLES } from '../instancing/pool.ts';
import type { Detail, SolidName } from '../instancing/solids.ts';
import { strokeGeometry } from '../instancing/stroke-geometry.ts';
import { drawingOf } from '../kinds/index.ts';
import { paperGeometry, plateGeometry } from './card-shapes.ts';

/** An object as it is seen; `pose` in session space, `size` in metres. */
export interface VisibleScene {
  readonly object: SessionObject;
  readonly pose: Pose;
  readonly size: Vec3;
}

/** The visible scene as plain meshes, as a file can hold it. Metres, y up. Its maker disposes of it. */
export interface Contents {
  readonly scene: Scene;
  readonly objects: number;
  /** Objects that are left out: their bytes are not on this device, or cannot be read. */
  readonly missing: number;
  /** Of all of it, a mesh that is shown twice counted twice. */
  readonly triangles: number;
  dispose(): void;
}

/** Plates stand this far (m) in front of and behind their middle, so that each side covers the other. */
const PLATE_GAP_M = 0.001;

/**
 * Makes `shown` anew as meshes, from the same parts that the scene draws in batches. Geometry of the scene is
 * shared, textures of models too; `texture` paints a card, its first row on top (`flipY` false).
 */
export function contentsOf(
  kit: Pick<Kit, 'geometry' | 'assets'>,
  shown: readonly VisibleScene[],
  texture: (card: Card) => Texture,
): Contents {
  const looks = shown.map(each => ({
    ...each,
    parts: drawingOf(each.object.kind).parts(each.object, each.size),
  }));
  const maker = new Maker(
    kit,
    detailsFor(
      kit,
      looks.flatMap(({ parts }) => parts),
    ),
    texture,
  );
  const scene = new Scene();
  for (const look of looks) {
    const made = maker.make(look);
    if (made) scene.add(made);
  }
  scene.updateMatrixWorld(true);
  let triangles = 0;
  scene.traverse(each => {
    if (each instanceof Mesh) triangles += trianglesOf(each.geometry);
  });
  const objects = scene.children.length;
  return { scene, objects, missing: shown.length - objects, triangles, dispose: () => maker.dispose() };
}

const trianglesOf = ({ index, attributes }: BufferGeometry): number =>
  (index?.count ?? attributes.position?.count ?? 0) / 3;

/** The shapes that are as many here as would make the scene draw them coarsely. */
function detailsFor(kit: Pick<Kit, 'geometry'>, parts: readonly Part[]): (solid: SolidName) => Detail {
  const counts = new Map<SolidName, number>();
  for (const part of parts) {
    if (part.part === 'solid') counts.set(part.solid, (counts.get(part.solid) ?? 0) + 1);
  }
  return solid =>
    (counts.get(solid) ?? 0) * trianglesOf(kit.geometry(solid)) > FINE_TRIANGLES ? 'coarse' : 'fine';
}

class Maker {
  readonly #kit: Pick<Kit, 'geometry' | 'assets'>;
  readonly #detail: (solid: SolidName) => Detail;
  readonly #texture: (card: Card) => Texture;
  readonly #geometries = new Map<BufferGeometry, BufferGeometry>();
  readonly #plates = new Map<string, BufferGeometry>();
  readonly #materials = new Map<string, Material>();
  readonly #paper = paperGeometry();
  readonly #owned: { dispose(): void }[] = [this.#paper];

  constructor(
    kit: Pick<Kit, 'geometry' | 'assets'>,
    detail: (solid: SolidName) => Detail,
    texture: (card: Card) => Texture,
  ) {
    this.#kit = kit;
    this.#detail = detail;
    this.#texture = texture;
  }

  /** One node of the object's name; undefined where something of it is missing. */
  make({
    object,
    pose,
    size,
    parts,
  }: VisibleScene & { readonly parts: readonly Part[] }): Object3D | undefined {
    const meshes: Object3D[] = [];
    for (const part of parts) {
      const made = this.#makePart(part, pose, size);
      if (!made) return undefined;
      meshes.push(...made);
    }
    const [only] = meshes;
    const node = meshes.length === 1 && only ? only : new Group();
    if (node !== only) node.add(...meshes);
    node.name = object.name ?? object.text ?? kindOf(object.kind)?.title ?? object.kind;
    node.position.set(...pose.position);
    node.quaternion.set(...pose.rotation);
    return node;
  }

  dispose(): void {
    for (const each of [...this.#owned, ...this.#geometries.values(), ...this.#plates.values()])
      each.dispose();
    for (const material of this.#materials.values()) material.dispose();
  }

  /** The meshes of a part in the space of its object, unscaled; undefined where its bytes are missing. */
  #makePart(part: Part, pose: Pose, size: Vec3): Mesh[] | undefined {
    switch (part.part) {
      case 'solid': {
        const geometry = this.#plain(this.#kit.geometry(part.solid, this.#detail(part.solid)), true);
        return [sized(new Mesh(geometry, this.#painted(part.color)), size)];
      }
      case 'model': {
        const primitives = this.#kit.assets.get(part.asset);
        return primitives?.map((each, i) =>
          sized(this.#primitive(each, `${part.asset} ${i}`, part.color), size),
        );
      }
      case 'stroke': {
        const geometry = strokeGeometry(part.points, part.size, part.width);
        this.#owned.push(geometry);
        return [sized(new Mesh(geometry, this.#painted(part.color, false)), size)];
      }
      case 'paper': {
        const mesh = sized(new Mesh(this.#paper, this.#card(part.card)), [
          size[0] * 0.985,
          size[1] * 0.985,
          1,
        ]);
        mesh.position.z = size[2] / 2 + PLATE_GAP_M;
        return [mesh];
      }
      case 'plate':
        return this.#plate(part, pose, size);
    }
  }

  /**
   * A file cannot turn to its viewer: a plate stands upright, faces where its object faces, and can be read
   * from behind.
   */
  #plate({ card, above }: Part & { part: 'plate' }, pose: Pose, size: Vec3): Mesh[] {
    const [width, height] = above ? [above.width, above.height] : [size[0], size[1]];
    const up = above ? halfExtents(pose, size)[1] + above.gap + above.height / 2 : 0;
    const upright = new Quaternion(...pose.rotation)
      .invert()
      .multiply(new Quaternion(...fromYaw(yawOf(pose.rotation))));
    const lift = new Vector3(0, up, 0).applyQuaternion(new Quaternion(...pose.rotation).invert());
    return [0, Math.PI].map(turn => {
      const mesh = sized(new Mesh(this.#plateShape(width / height, card), this.#card(card)), [
        width,
        height,
        1,
      ]);
      mesh.quaternion.copy(upright).multiply(new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), turn));
      mesh.position.set(0, 0, PLATE_GAP_M).applyQuaternion(mesh.quaternion).add(lift);
      return mesh;
    });
  }

  #plateShape(aspect: number, card: Card): BufferGeometry {
    const key = `${card.style} ${aspect.toFixed(3)}`;
    const shape = this.#plates.get(key) ?? plateGeometry(card.style, aspect);
    this.#plates.set(key, shape);
    return shape;
  }

  #primitive(
    { geometry, material, finish, tinted }: Primitive,
    key: string,
    color: string | undefined,
  ): Mesh {
    const tint = tinted ? color : undefined;
    if (!material)
      return new Mesh(this.#plain(geometry, true), this.#painted(tint ?? '#ffffff', true, finish));
    const made = this.#material(`${key} ${tint}`, () => {
      const copy = material.clone();
      if (tint !== undefined && isColored(copy)) copy.color.multiply(new Color(tint));
      return copy;
    });
    return new Mesh(this.#plain(geometry, material.vertexColors, isFlat(material)), made);
  }

  /** `geometry` without what only the scene's own drawing needs. */
  #plain(geometry: BufferGeometry, hasColors: boolean, isFlat = false): BufferGeometry {
    const known = this.#geometries.get(geometry);
    if (known) return known;
    let plain = new BufferGeometry();
    for (const name of ['position', 'normal', ...UV_NAMES, ...(hasColors ? ['color'] : [])]) {
      const attribute = geometry.getAttribute(name);
      if (attribute) plain.setAttribute(name, attribute);
    }
    plain.setIndex(geometry.index);
    if (isFlat) {
      // No format says that faces are even: their corners do.
      plain = plain.toNonIndexed();
      plain.computeVertexNormals();
    }
    this.#geometries.set(geometry, plain);
    return plain;
  }

  #painted(color: string, vertexColors = true, finish?: Finish): Material {
    return this.#material(`${color} ${vertexColors} ${finish && finishName(finish)}`, () => {
      const plain = new MeshStandardMaterial({ color, vertexColors, roughness: 0.62, metalness: 0 });
      return finish ? finished(plain, finish) : plain;
    });
  }

  #card(card: Card): Material {
    return this.#material(card.key, () => {
      const map = this.#texture(card);
      this.#owned.push(map);
      return new MeshStandardMaterial({ map, roughness: 0.9, metalness: 0 });
    });
  }

  #material(key: string, make: () => Material): Material {
    const material = this.#materials.get(key) ?? make();
    this.#materials.set(key, material);
    return material;
  }
}

const isFlat = (material: Material): boolean =>
  material instanceof MeshStandardMaterial && material.flatShading;

const isColored = (material: Material): material is MeshStandardMaterial | MeshBasicMaterial =>
  material instanceof MeshStandardMaterial || material instanceof MeshBasicMaterial;

function sized<M extends Mesh>(mesh: M, size: Vec3): M {
  mesh.scale.set(...size);
  return mesh;
}
