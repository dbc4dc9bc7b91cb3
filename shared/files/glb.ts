import { fail, ok, type Result } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { findProblem } from './glb-check.ts';
import { openGlb, packGlb } from './glb-container.ts';
import { embed, headerOf } from './glb-embed.ts';
import {
  MATERIAL_EXTENSIONS,
  type Mended,
  type ModelNote,
  mend,
  PASSED_OVER,
  sourcesOf,
  textureUses,
  usedMaterials,
} from './glb-mend.ts';
import { elementBytes, type Gltf, gltf } from './gltf.ts';

export type { ModelNote };

/** The content and the cost of a model, known before anything of it is decoded. */
export interface GlbInfo {
  /** All that its scene shows, a mesh that is used twice counted twice. */
  readonly triangles: number;
  /** Geometry and textures (with mipmaps) in memory, from the counts that it declares. */
  readonly decodedBytes: number;
  readonly textures: number;
  /** Which decoders it needs. */
  readonly needs: readonly Decoder[];
  /** A GLB for the loader: all that was checked, mended, and nothing that is not drawn. */
  readonly bytes: Uint8Array;
  /** Notes on what the file has besides, each once. */
  readonly notes: readonly ModelNote[];
}

export type Decoder = 'meshopt' | 'draco' | 'ktx2';

const DECODERS: Readonly<Record<string, Decoder>> = {
  EXT_meshopt_compression: 'meshopt',
  KHR_meshopt_compression: 'meshopt',
  KHR_draco_mesh_compression: 'draco',
  KHR_texture_basisu: 'ktx2',
};

/** The extensions that the loader reads; a model that requires anything else would be shown wrong. */
const READABLE: ReadonlySet<string> = new Set([
  ...Object.keys(DECODERS),
  ...MATERIAL_EXTENSIONS,
  ...PASSED_OVER,
  'EXT_mesh_gpu_instancing',
  'EXT_texture_webp',
  'KHR_mesh_quantization',
  'KHR_texture_transform',
]);

/**
 * Looks a GLB over before any decoder sees it: everything inside the file, every range inside its buffer,
 * every cost inside `LIMITS`. Decoders trust what files declare, so this is what stands between them and a
 * stranger's bytes. Failures are `model/*`; the detail names the limit.
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
  const mended = mend(model);
  if (!mended.ok) return mended;
  const images = usedImages(model);
  const bin = embed(model, opened.value.bin, images);
  if (!bin.ok) return bin;
  // Before values are looked at: there may be more of them declared than anybody can go through.
  const cost = costOf(model, bin.value, mended.value, images);
  if (!cost.ok) return cost;
  const problem = findProblem(model, bin.value);
  if (problem !== undefined) return fail('model/broken', problem);
  try {
    const notes = [...mended.value.notes].sort();
    return ok({ ...cost.value, bytes: packGlb({ json: model, bin: bin.value }), notes });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail('model/broken', 'its JSON is nested too deep', error);
  }
}

/** The images that materials of drawn meshes show. */
function usedImages(model: Gltf): ReadonlySet<number> {
  const images = new Set<number>();
  for (const material of usedMaterials(model)) {
    for (const { texture } of textureUses(material)) {
      const used = model.textures[texture];
      if (used) for (const image of sourcesOf(used)) images.add(image);
    }
  }
  return images;
}

function costOf(
  model: Gltf,
  bin: Uint8Array,
  { shown }: Mended,
  images: ReadonlySet<number>,
): Result<Pick<GlbInfo, 'triangles' | 'decodedBytes' | 'textures' | 'needs'>> {
  let triangles = 0;
  for (const [mesh, times] of shown) triangles += times * trianglesOf(model, mesh);
  if (triangles === 0) return fail('model/empty');
  if (triangles > LIMITS.modelTrianglesMaxCount) {
    return fail('model/too-large', `more than ${LIMITS.modelTrianglesMaxCount} triangles`);
  }
  let decodedBytes = 0;
  for (const accessor of model.accessors) decodedBytes += accessor.count * elementBytes(accessor);
  // Each time that a mesh is shown it is laid out anew.
  for (const [mesh, times] of shown) decodedBytes += (times - 1) * bytesOf(model, mesh);
  for (const each of images) {
    const image = headerOf(model, bin, each);
    if (!image) return fail('model/texture');
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
  const needs = new Set(
    Object.entries(DECODERS).flatMap(([name, decoder]) => (used.has(name) ? [decoder] : [])),
  );
  return ok({ triangles, decodedBytes: Math.round(decodedBytes), textures: images.size, needs: [...needs] });
}

function trianglesOf(model: Gltf, mesh: number): number {
  let sum = 0;
  for (const { attributes, indices, mode } of model.meshes[mesh]?.primitives ?? []) {
    const { count = 0 } = model.accessors[indices ?? attributes.POSITION ?? -1] ?? {};
    sum += mode === 4 ? Math.floor(count / 3) : Math.max(0, count - 2);
  }
  return sum;
}

function bytesOf(model: Gltf, mesh: number): number {
  const accessors = (model.meshes[mesh]?.primitives ?? []).flatMap(({ attributes, indices }) => [
    ...Object.values(attributes),
    ...(indices === undefined ? [] : [indices]),
  ]);
  return accessors.reduce((sum, each) => {
    const accessor = model.accessors[each];
    return sum + (accessor ? accessor.count * elementBytes(accessor) : 0);
  }, 0);
}
