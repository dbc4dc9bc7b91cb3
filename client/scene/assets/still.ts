import { type BufferGeometry, Line, type Material, Mesh, type Object3D, Points } from 'three';
import type { GLTF } from 'three/addons/loaders/GLTFLoader.js';
import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { AssetNote } from '../../../shared/messages/models.ts';
import { type Corners, cornersOf, flatten, isCutAway, type Shape, timesOf } from './flatten.ts';
import { Surfaces } from './surfaces.ts';

/** All that is drawn of a loaded file. */
export interface Still {
  readonly shapes: readonly Shape[];
  readonly notes: readonly AssetNote[];
}

/** The part of a file's own description that the loader keeps and that matters here. */
interface Words {
  readonly meshes?: readonly { readonly weights?: readonly number[] }[];
  readonly nodes?: readonly {
    readonly mesh?: number;
    readonly matrix?: readonly number[];
    readonly weights?: readonly number[];
  }[];
  readonly materials?: readonly Readonly<Record<string, unknown>>[];
}

type LoadedMesh = Mesh<BufferGeometry, Material>;

/**
 * Makes what the loader gives a still: every mesh where it is at rest. A mesh that cannot be drawn is left
 * out, and noted, where there are others; one of which nothing can be seen is left out without a word, since
 * files hide parts in that way. Fails with what is wrong with the first one where none is left.
 */
export function stillOf({ scene, animations, cameras, parser }: GLTF): Result<Still> {
  const words = parser.json as Words;
  const wordsOf = (object: Object3D) => words.nodes?.[parser.associations.get(object)?.nodes ?? -1];
  const meshes: LoadedMesh[] = [];
  const notes = new Set<AssetNote>();
  if (animations.length > 0) notes.add('animations');
  if (cameras.length > 0) notes.add('cameras');
  scene.traverse(object => {
    const matrix = wordsOf(object)?.matrix;
    if (matrix) {
      // The loader takes it apart, and what leans or is flat does not come together again.
      object.matrix.fromArray([...matrix]);
      object.matrixAutoUpdate = false;
    }
    if (object instanceof Mesh) meshes.push(object as LoadedMesh);
    else if (object instanceof Points) notes.add('points');
    else if (object instanceof Line) notes.add('lines');
  });
  scene.updateMatrixWorld(true);

  const corners = new Map<BufferGeometry, Corners | undefined>();
  let triangles = 0;
  for (const mesh of meshes) {
    if (!corners.has(mesh.geometry)) corners.set(mesh.geometry, cornersOf(mesh.geometry));
    const known = corners.get(mesh.geometry);
    triangles += (timesOf(mesh) * (known?.index.length ?? 0)) / 3;
    // Before anything is made of them.
    if (triangles > LIMITS.modelTrianglesMaxCount)
      return fail('model/too-large', `more than ${LIMITS.modelTrianglesMaxCount} triangles`);
  }

  const weightsOf = (mesh: LoadedMesh): readonly number[] => {
    for (let each: Object3D | null = mesh; each; each = each.parent) {
      const node = wordsOf(each);
      if (node) return node.weights ?? words.meshes?.[node.mesh ?? -1]?.weights ?? [];
    }
    return mesh.morphTargetInfluences ?? [];
  };
  const surfaces = new Surfaces();
  const shapes: Shape[] = [];
  const flaws: AppError[] = [];
  for (const mesh of meshes) {
    const known = corners.get(mesh.geometry);
    const flat = known
      ? flatten(mesh, surfaces.of(mesh), known, weightsOf(mesh))
      : fail('model/broken', 'a triangle has corners that are not there');
    if (flat.ok) shapes.push(flat.value);
    else flaws.push(flat.error);
    if (flat.ok && lacksPictures(mesh, parser, words)) notes.add('pictures');
  }
  if (surfaces.isSimpler) notes.add('materials');
  const isHidden = ({ code }: AppError): boolean => code === 'model/invisible' || code === 'model/empty';
  const broken = flaws.find(each => !isHidden(each));
  if (shapes.length > 0) {
    if (broken) notes.add('broken-parts');
    if (shapes.every(isCutAway)) notes.add('unseen');
    return ok({ shapes, notes: [...notes] });
  }
  const [worst] = [broken, flaws.find(each => each.code === 'model/invisible')].filter(Boolean);
  if (worst) return { ok: false, error: worst };
  return fail(notes.has('points') || notes.has('lines') ? 'model/points-only' : 'model/empty');
}

/** The loader's names for the pictures of a material that its file names, where they are drawn. */
const PICTURES = {
  map: 'baseColorTexture',
  roughnessMap: 'metallicRoughnessTexture',
  normalMap: 'normalTexture',
  aoMap: 'occlusionTexture',
  emissiveMap: 'emissiveTexture',
} as const;

/** Whether pictures that the file names did not come: the loader passes over those that cannot be decoded. */
function lacksPictures({ material }: LoadedMesh, parser: GLTF['parser'], { materials }: Words): boolean {
  const said = materials?.[parser.associations.get(material)?.materials ?? -1];
  if (!said) return false;
  const named: Readonly<Record<string, unknown>> = { ...said, ...(said.pbrMetallicRoughness ?? {}) };
  return Object.entries(PICTURES).some(
    ([ours, theirs]) => named[theirs] !== undefined && ours in material && !Reflect.get(material, ours),
  );
}
