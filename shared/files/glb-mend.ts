import { fail, ok, type Result } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { type Gltf, instancesOf } from './gltf.ts';

/**
 * Something that a file has and that is not drawn, or not as the file means it. Whoever brings the file is
 * told.
 */
export type ModelNote =
  | 'animations'
  | 'cameras'
  | 'lights'
  | 'lines'
  | 'points'
  /**
   * A part that cannot be drawn (without positions, or with such as are no numbers) beside parts that can.
   */
  | 'broken-parts'
  /** Pictures that nothing here can draw. */
  | 'pictures'
  /** Other sets of materials than the one that it is shown with. */
  | 'variants'
  /** Other scenes than the one that is shown. */
  | 'scenes'
  /** Materials that are drawn simpler than the file describes them. */
  | 'materials';

/** The rest of a model once everything that is not drawn is out of it. */
export interface Mended {
  /** How often each mesh is shown: in each node, and for each of its instances. */
  readonly shown: ReadonlyMap<number, number>;
  readonly notes: ReadonlySet<ModelNote>;
}

type Node = Gltf['nodes'][number];
type Material = Gltf['materials'][number];
type Fields = Record<string, unknown>;

/** Materials' extensions that are drawn as the file says. */
export const MATERIAL_EXTENSIONS: ReadonlySet<string> = new Set([
  'EXT_materials_bump',
  'KHR_materials_anisotropy',
  'KHR_materials_clearcoat',
  'KHR_materials_diffuse_roughness',
  'KHR_materials_dispersion',
  'KHR_materials_emissive_strength',
  'KHR_materials_ior',
  'KHR_materials_iridescence',
  'KHR_materials_sheen',
  'KHR_materials_specular',
  'KHR_materials_transmission',
  'KHR_materials_unlit',
  'KHR_materials_volume',
]);

/**
 * Extensions without which a model looks the same at rest, or that are taken out of it here: no reason to
 * refuse it.
 */
export const PASSED_OVER: ReadonlySet<string> = new Set([
  'EXT_lights_ies',
  'EXT_lights_image_based',
  'EXT_mesh_manifold',
  'EXT_texture_avif',
  'KHR_animation_pointer',
  'KHR_audio_emitter',
  'KHR_interactivity',
  'KHR_lights_punctual',
  'KHR_materials_pbrSpecularGlossiness',
  'KHR_materials_variants',
  'KHR_node_hoverability',
  'KHR_node_selectability',
  'KHR_node_visibility',
  'KHR_physics_rigid_bodies',
  'KHR_xmp',
  'KHR_xmp_json_ld',
  'MSFT_lod',
]);

/**
 * The sets of texture coordinates that are drawn. With another one the material's shader fails, and all of it
 * with it.
 */
const COORDINATE_SETS: readonly unknown[] = [0, 1, 2, 3];

const LIGHTS = ['KHR_lights_punctual', 'EXT_lights_ies', 'EXT_lights_image_based'];
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * Takes out of `model` whatever is not drawn, so that nothing of it is ever loaded: scenes, nodes and meshes
 * that are not shown, points and lines, animations, cameras and lights. Fails with `model/broken`,
 * `model/empty`, `model/points-only` or `model/too-large`.
 */
export function mend(model: Gltf): Result<Mended> {
  const notes = new Set<ModelNote>();
  const roots = rootsOf(model);
  if (!roots) return fail('model/broken', 'its nodes are not a tree');
  const scene = model.scenes.length === 0 ? { nodes: roots } : model.scenes[model.scene ?? 0];
  if (!scene || scene.nodes.some(each => !model.nodes[each]))
    return fail('model/broken', 'a scene without its nodes');
  if (model.scenes.length > 1) notes.add('scenes');
  const under = reach(
    scene.nodes.flatMap(each => model.nodes[each]?.children ?? []),
    i => model.nodes[i]?.children ?? [],
  );
  // Listed twice, or below another one that is listed, it is still one node.
  const top = [...new Set(scene.nodes)].filter(each => !under.has(each));
  model.scenes = [{ ...scene, nodes: top }];
  model.scene = 0;
  const drawn = drawnNodes(model, top);
  if (drawn.size > LIMITS.modelNodesMaxCount)
    return fail('model/too-large', `more than ${LIMITS.modelNodesMaxCount} nodes`);
  for (const [i, node] of model.nodes.entries()) if (!drawn.has(i)) undraw(node);
  if ([...drawn].some(i => model.nodes[i]?.mesh !== undefined && !model.meshes[model.nodes[i].mesh])) {
    return fail('model/broken', 'a node without its mesh');
  }
  takeOutAnimation(model, drawn, notes);
  const kept = keepSurfaces(model, drawn, notes);
  if (!kept.ok) return kept;
  mendWeights(model);
  mendSkins(model, roots);
  for (const material of usedMaterials(model)) mendMaterial(model, material, notes);
  for (const list of ['extensionsUsed', 'extensionsRequired'] as const) {
    model[list] = model[list].filter(each => !PASSED_OVER.has(each));
  }
  const shown = new Map<number, number>();
  for (const node of model.nodes) {
    if (node.mesh !== undefined) shown.set(node.mesh, (shown.get(node.mesh) ?? 0) + instancesOf(model, node));
  }
  return ok({ shown, notes });
}

/** The nodes without a parent; undefined where nodes have several, or are their own. */
function rootsOf({ nodes }: Gltf): number[] | undefined {
  const parents = new Set<number>();
  for (const { children } of nodes) {
    for (const child of children) {
      if (!nodes[child] || parents.has(child)) return undefined;
      parents.add(child);
    }
  }
  const roots = nodes.flatMap((_, i) => (parents.has(i) ? [] : [i]));
  // With one parent each, whatever no root leads to goes round in a circle.
  return reach(roots, i => nodes[i]?.children ?? []).size === nodes.length ? roots : undefined;
}

/** The nodes of a scene, without those that it hides (KHR_node_visibility) and what is under them. */
function drawnNodes({ nodes }: Gltf, roots: readonly number[]): ReadonlySet<number> {
  const isVisible = (i: number): boolean => nodes[i]?.extensions?.KHR_node_visibility?.visible !== false;
  return reach(roots.filter(isVisible), i => (nodes[i]?.children ?? []).filter(isVisible));
}

function reach(from: readonly number[], next: (i: number) => readonly number[]): ReadonlySet<number> {
  const reached = new Set(from);
  // A set hands out what is added to it on the way.
  for (const each of reached) for (const other of next(each)) reached.add(other);
  return reached;
}

function undraw(node: Node): void {
  for (const key of ['mesh', 'skin', 'weights', 'camera', 'extensions']) delete (node as Fields)[key];
}

function takeOutAnimation(model: Gltf, drawn: ReadonlySet<number>, notes: Set<ModelNote>): void {
  if (Array.isArray(model.animations) && model.animations.length > 0) notes.add('animations');
  for (const i of drawn) {
    const node = model.nodes[i] as Node;
    if (node.camera !== undefined) notes.add('cameras');
    delete node.camera;
    for (const light of LIGHTS) {
      if (node.extensions?.[light] === undefined) continue;
      notes.add('lights');
      delete node.extensions[light];
    }
  }
  for (const key of ['animations', 'cameras']) delete (model as Fields)[key];
  if (isFields(model.extensions)) for (const light of LIGHTS) delete model.extensions[light];
}

/** Leaves only triangles, of meshes that are shown, with somewhere to be. */
function keepSurfaces(model: Gltf, drawn: ReadonlySet<number>, notes: Set<ModelNote>): Result<void> {
  const shown = new Set([...drawn].map(i => model.nodes[i]?.mesh));
  let surfaces = 0;
  for (const [i, mesh] of model.meshes.entries()) {
    const before = shown.has(i) ? mesh.primitives : [];
    mesh.primitives = before.filter(({ attributes, mode }) => mode >= 4 && attributes.POSITION !== undefined);
    surfaces += mesh.primitives.length;
    for (const { attributes, mode, extensions } of before) {
      if (mode === 0) notes.add('points');
      else if (mode < 4) notes.add('lines');
      else if (attributes.POSITION === undefined) notes.add('broken-parts');
      if (extensions?.KHR_materials_variants) notes.add('variants');
    }
  }
  for (const node of model.nodes) {
    if (node.mesh !== undefined && model.meshes[node.mesh]?.primitives.length === 0) undraw(node);
  }
  if (surfaces > 0) return ok(undefined);
  if (notes.has('points') || notes.has('lines')) return fail('model/points-only');
  return notes.has('broken-parts')
    ? fail('model/broken', 'none of its parts has positions')
    : fail('model/empty');
}

/**
 * Gives each node that weighs morph targets in its own way a mesh of its own: the loader expects targets of
 * all parts otherwise.
 */
function mendWeights({ nodes, meshes }: Gltf): void {
  for (const node of nodes) {
    const mesh = node.mesh === undefined ? undefined : meshes[node.mesh];
    if (mesh && node.weights) node.mesh = meshes.push({ ...mesh, weights: node.weights }) - 1;
    delete node.weights;
  }
  for (const mesh of meshes) {
    const targets = Math.max(0, ...mesh.primitives.map(each => each.targets.length));
    if (mesh.weights) mesh.weights = mesh.weights.slice(0, targets);
  }
}

/** A skin without weights moves nothing; joints count even where the scene does not list them. */
function mendSkins(model: Gltf, roots: readonly number[]): void {
  const joints = new Set<number>();
  const used = new Set<number>();
  for (const node of model.nodes) {
    if (node.skin === undefined) continue;
    const primitives = node.mesh === undefined ? [] : (model.meshes[node.mesh]?.primitives ?? []);
    if (primitives.some(({ attributes }) => attributes.JOINTS_0 !== undefined)) {
      for (const joint of model.skins[node.skin]?.joints ?? []) joints.add(joint);
      used.add(node.skin);
    } else delete node.skin;
  }
  // The loader goes over the joints of all of them.
  for (const [i, skin] of model.skins.entries()) if (!used.has(i)) skin.joints = [];
  const [scene] = model.scenes;
  if (!scene || joints.size === 0) return;
  const there = reach(scene.nodes, i => model.nodes[i]?.children ?? []);
  const missing = [...joints].filter(joint => !there.has(joint));
  if (missing.length === 0) return;
  const wanted = new Set(missing);
  const leadsTo = (root: number): boolean =>
    [...reach([root], i => model.nodes[i]?.children ?? [])].some(i => wanted.has(i));
  // Their nodes were emptied before, so only their places come along. A root above the scene's own would show
  // things twice.
  scene.nodes.push(...roots.filter(root => !there.has(root) && leadsTo(root)));
}

function mendMaterial(model: Gltf, material: Material, notes: Set<ModelNote>): void {
  const { extensions } = material;
  const glossy = extensions?.KHR_materials_pbrSpecularGlossiness;
  if (isFields(glossy)) {
    if (material.pbrMetallicRoughness === undefined) material.pbrMetallicRoughness = roughnessOf(glossy);
    if (glossy.specularGlossinessTexture !== undefined) notes.add('materials');
    delete extensions?.KHR_materials_pbrSpecularGlossiness;
  }
  if (Object.keys(extensions ?? {}).some(name => !MATERIAL_EXTENSIONS.has(name))) notes.add('materials');
  for (const { parent, key, texture } of textureUses(material)) {
    const used = model.textures[texture];
    if (!used) continue;
    // Where only AVIF is there, it is refused as a picture that cannot be read.
    if (used.source !== undefined) delete used.extensions?.EXT_texture_avif;
    const hasSource = sourcesOf(used).length > 0;
    if (hasSource && COORDINATE_SETS.includes(coordinatesOf(parent[key]))) continue;
    delete parent[key];
    notes.add(hasSource ? 'pictures' : 'materials');
  }
}

/** The set of texture coordinates that a texture of a material is laid out by, as its file says it. */
function coordinatesOf(texture: unknown): unknown {
  if (!isFields(texture)) return undefined;
  const { texCoord = 0, extensions } = texture;
  const transform = isFields(extensions) ? extensions.KHR_texture_transform : undefined;
  return isFields(transform) ? (transform.texCoord ?? texCoord) : texCoord;
}

/**
 * The nearest that metal and roughness can say (KHR_materials_pbrSpecularGlossiness, appendix B): what shines
 * there is no metal.
 */
function roughnessOf({ diffuseFactor, diffuseTexture, glossinessFactor }: Fields): Fields {
  const gloss = typeof glossinessFactor === 'number' ? glossinessFactor : 1;
  return {
    ...(diffuseFactor === undefined ? {} : { baseColorFactor: diffuseFactor }),
    ...(diffuseTexture === undefined ? {} : { baseColorTexture: diffuseTexture }),
    metallicFactor: 0,
    roughnessFactor: Math.min(1, Math.max(0, 1 - gloss)),
  };
}

/** The materials of the meshes that are drawn. */
export function usedMaterials(model: Gltf): readonly Material[] {
  const used = new Set(model.meshes.flatMap(({ primitives }) => primitives.map(({ material }) => material)));
  return model.materials.filter((_, i) => used.has(i));
}

/** A texture as a material names it: `parent[key]` says which. */
export interface TextureUse {
  readonly parent: Fields;
  readonly key: string;
  readonly texture: number;
}

/** Everything in a material that is called a texture, those of its extensions too. */
export function textureUses(material: Material): readonly TextureUse[] {
  const search = (parent: Fields, depth: number): TextureUse[] =>
    Object.entries(parent).flatMap(([key, value]) => {
      if (!isFields(value) || key === 'extras') return [];
      const { index } = value;
      if (/texture$/i.test(key) && typeof index === 'number') return [{ parent, key, texture: index }];
      return depth > 0 ? search(value, depth - 1) : [];
    });
  return search(material, 2);
}

/** The images that a texture may be read from. */
export function sourcesOf({ source, extensions }: Gltf['textures'][number]): readonly number[] {
  const others = Object.values(extensions ?? {}).flatMap(each =>
    isFields(each) && typeof each.source === 'number' ? [each.source] : [],
  );
  return source === undefined ? others : [source, ...others];
}
