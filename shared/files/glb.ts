import { fail, ok, type Result } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { openGlb } from './glb-container.ts';
import { COMPONENT_BYTES, COMPONENTS, type Gltf, gltf } from './gltf.ts';
import { readImageHeader } from './image.ts';

/** What a model is and what it will cost, known before anything of it is decoded. */
export interface GlbInfo {
  /** All that its scene shows, a mesh that is used twice counted twice. */
  readonly triangles: number;
  /** Geometry and textures (with mipmaps) in memory, from the counts that it declares. */
  readonly decodedBytes: number;
  readonly textures: number;
  /** Which decoders it needs. */
  readonly needs: readonly Decoder[];
  /** The file as the loader is to read it: mended where that changes nothing of what it means. */
  readonly bytes: Uint8Array;
  /** What the file has besides, each once. */
  readonly notes: readonly ModelNote[];
}

/** Something that a file has and that is not drawn. Whoever brings the file is told. */
export type ModelNote =
  | 'animations'
  | 'cameras'
  | 'lights'
  | 'lines'
  | 'points'
  /** A part that cannot be drawn (without positions, or with such as are no numbers) beside parts that can. */
  | 'broken-parts'
  /** Other sets of materials than the one that it is shown with. */
  | 'variants'
  /** Other scenes than the one that is shown. */
  | 'scenes';

export type Decoder = 'meshopt' | 'draco' | 'ktx2';

const DECODERS: Readonly<Record<string, Decoder>> = {
  EXT_meshopt_compression: 'meshopt',
  KHR_draco_mesh_compression: 'draco',
  KHR_texture_basisu: 'ktx2',
};

/** What the loader reads; a model that requires anything else would be shown wrong. */
const READABLE: ReadonlySet<string> = new Set([
  ...Object.keys(DECODERS),
  'EXT_mesh_gpu_instancing',
  'EXT_texture_webp',
  'KHR_materials_anisotropy',
  'KHR_materials_clearcoat',
  'KHR_materials_dispersion',
  'KHR_materials_emissive_strength',
  'KHR_materials_ior',
  'KHR_materials_iridescence',
  'KHR_materials_sheen',
  'KHR_materials_specular',
  'KHR_materials_transmission',
  'KHR_materials_unlit',
  'KHR_materials_volume',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
]);

/**
 * Looks a GLB over before any decoder sees it: everything inside the file, every range inside its buffer, every cost inside `LIMITS`.
 * Decoders trust what files declare, so this is what stands between them and a stranger's bytes. Failures are `model/*`; the detail
 * names the limit.
 */
export function inspectGlb(bytes: Uint8Array): Result<GlbInfo> {
  if (bytes.length > LIMITS.modelMaxBytes) return fail('model/too-large', `${LIMITS.modelMaxBytes} bytes`);
  const opened = openGlb(bytes);
  if (!opened.ok) return opened;
  const read = gltf.safeParse(opened.value.json);
  if (!read.success) {
    const issue = read.error.issues[0];
    return fail('model/broken', [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
  }
  const model = read.data;
  if (!model.asset.version.startsWith('2.')) return fail('model/not-glb', 'not version 2');
  const foreign = model.extensionsRequired.find(each => !READABLE.has(each));
  if (foreign !== undefined) return fail('model/extension', foreign);
  if ([...model.buffers, ...model.images].some(each => each.uri !== undefined)) return fail('model/external');
  const problem = rangeProblem(model, opened.value.bin.length);
  if (problem) return fail('model/broken', problem);
  const cost = costOf(model, opened.value.bin);
  return cost.ok ? ok({ ...cost.value, bytes, notes: [] }) : cost;
}

/** What points outside of what there is; undefined where all is well. */
function rangeProblem(model: Gltf, binBytes: number): string | undefined {
  const inBuffer = (buffer: number, offset: number, length: number): boolean => {
    const there = model.buffers[buffer];
    return (
      there !== undefined &&
      offset + length <= (buffer === 0 ? Math.min(binBytes, there.byteLength) : there.byteLength)
    );
  };
  const isFallback = (buffer: number): boolean =>
    model.buffers[buffer]?.extensions?.EXT_meshopt_compression?.fallback === true;
  if (model.buffers.some((_, i) => i > 0 && !isFallback(i))) return 'a buffer without bytes';
  for (const view of model.bufferViews) {
    if (!inBuffer(view.buffer, view.byteOffset, view.byteLength))
      return 'a buffer view is outside its buffer';
    const packed = view.extensions?.EXT_meshopt_compression;
    if (packed && (packed.buffer !== 0 || !inBuffer(0, packed.byteOffset, packed.byteLength))) {
      return 'compressed bytes are outside their buffer';
    }
    // A stream that declares less than it unpacks to writes past the end of what was made for it.
    if (packed && packed.count * packed.byteStride !== view.byteLength)
      return 'a compressed size is not true';
    if (!packed && isFallback(view.buffer)) return 'a buffer view without bytes';
  }
  for (const accessor of model.accessors) {
    if (accessor.bufferView === undefined) continue;
    const view = model.bufferViews[accessor.bufferView];
    if (!view) return 'an accessor without its buffer view';
    const element = elementBytes(accessor);
    const last = accessor.count === 0 ? 0 : (accessor.count - 1) * (view.byteStride ?? element) + element;
    if (accessor.byteOffset + last > view.byteLength) return 'an accessor is outside its buffer view';
  }
  for (const { primitives } of model.meshes) {
    for (const { attributes, indices, extensions } of primitives) {
      const used = [...Object.values(attributes), ...(indices === undefined ? [] : [indices])];
      if (used.some(each => !model.accessors[each])) return 'a mesh without its accessor';
      const draco = extensions?.KHR_draco_mesh_compression;
      if (draco && !model.bufferViews[draco.bufferView]) return 'a mesh without its compressed bytes';
    }
  }
  return undefined;
}

const elementBytes = ({ componentType, type }: Gltf['accessors'][number]): number =>
  (COMPONENT_BYTES[componentType] ?? 4) * COMPONENTS[type];

function costOf(model: Gltf, bin: Uint8Array): Result<Omit<GlbInfo, 'bytes' | 'notes'>> {
  const shown = countMeshes(model);
  if (!shown) return fail('model/broken', 'its nodes go round in circles');
  let triangles = 0;
  for (const [mesh, times] of shown) triangles += times * trianglesOf(model, mesh);
  if (triangles === 0) return fail('model/empty');
  if (triangles > LIMITS.modelTrianglesMaxCount) {
    return fail('model/too-large', `more than ${LIMITS.modelTrianglesMaxCount} triangles`);
  }
  let decodedBytes = 0;
  for (const accessor of model.accessors) decodedBytes += accessor.count * elementBytes(accessor);
  for (const { bufferView } of model.images) {
    const view = bufferView === undefined ? undefined : model.bufferViews[bufferView];
    const image = view && readImageHeader(bin.subarray(view.byteOffset, view.byteOffset + view.byteLength));
    if (!image) return fail('model/broken', 'a texture cannot be read');
    if (Math.max(image.width, image.height) > LIMITS.texturePixelsMax) {
      return fail('model/too-large', `a texture of more than ${LIMITS.texturePixelsMax} pixels`);
    }
    // RGBA and a third for mipmaps.
    decodedBytes += (image.width * image.height * 16) / 3;
  }
  if (decodedBytes > LIMITS.modelDecodedMaxBytes) {
    return fail('model/too-large', `more than ${LIMITS.modelDecodedMaxBytes} bytes in memory`);
  }
  const used = new Set([...model.extensionsUsed, ...model.extensionsRequired]);
  const needs = Object.entries(DECODERS).flatMap(([name, decoder]) => (used.has(name) ? [decoder] : []));
  return ok({ triangles, decodedBytes: Math.round(decodedBytes), textures: model.images.length, needs });
}

/** How often the scene shows each mesh; undefined where nodes are each other's children, or there are too many. */
function countMeshes(model: Gltf): ReadonlyMap<number, number> | undefined {
  const shown = new Map<number, number>();
  const roots = model.scenes[model.scene ?? 0]?.nodes ?? [];
  const queue = [...roots];
  // In a tree every node is met once at most.
  for (let met = 0; queue.length > 0; met++) {
    if (met > Math.min(model.nodes.length, LIMITS.modelNodesMaxCount)) return undefined;
    const node = model.nodes[queue.pop() ?? -1];
    if (!node) return undefined;
    queue.push(...node.children);
    if (node.mesh !== undefined) shown.set(node.mesh, (shown.get(node.mesh) ?? 0) + 1);
  }
  return shown;
}

/** Points and lines (modes 0 to 3) have none. */
function trianglesOf(model: Gltf, mesh: number): number {
  let sum = 0;
  for (const { attributes, indices, mode } of model.meshes[mesh]?.primitives ?? []) {
    const accessor = model.accessors[indices ?? attributes.POSITION ?? -1];
    if (!accessor || mode < 4) continue;
    sum += mode === 4 ? Math.floor(accessor.count / 3) : Math.max(0, accessor.count - 2);
  }
  return sum;
}
