import {
  type BufferGeometry,
  DoubleSide,
  InstancedMesh,
  type Material,
  type Mesh,
  MeshBasicMaterial,
  MeshPhysicalMaterial,
  MeshStandardMaterial,
  type Texture,
} from 'three';

/**
 * How one without a material of its own is drawn: in the colours of its corners, with one of four materials
 * that all share.
 */
export interface Finish {
  /** Its back is seen as its front is. */
  readonly bothSides: boolean;
  /** Its faces are even, as where a file has no normals. */
  readonly flat: boolean;
}

/** The names in three.js of the sets of texture coordinates, by their number. */
export const UV_NAMES = ['uv', 'uv1', 'uv2', 'uv3'] as const;

/** The opacity of glass that lets all light through. */
const GLASS = 0.25;

const isTexture = (value: unknown): value is Texture =>
  typeof value === 'object' && value !== null && 'isTexture' in value;

export const texturesOf = (material: Material): readonly Texture[] =>
  Object.values(material).filter(isTexture);

/** The sets of texture coordinates that a material reads. */
export const channelsOf = (material: Material): readonly number[] => [
  ...new Set(texturesOf(material).map(({ channel }) => channel)),
];

/** Whether what is transparent in a picture, a colour or a corner is not drawn, or drawn faintly. */
export const hasAlpha = ({ transparent, alphaTest }: Material): boolean => transparent || alphaTest > 0;

/** Rows of a picture that are looked at together. */
const STRIP_PX = 64;

/** By picture: many parts of a model may show the same one. */
const MOST_ALPHA = new WeakMap<ImageBitmap, number>();

/**
 * The most alpha (0 to 1) that a material's picture has anywhere; 1 where it has none, or none that can be
 * looked at here.
 */
export function mostAlphaOfPicture(material: Material): number {
  const image = 'map' in material && isTexture(material.map) ? material.map.image : undefined;
  if (typeof ImageBitmap === 'undefined' || !(image instanceof ImageBitmap)) return 1;
  const most = MOST_ALPHA.get(image) ?? mostAlphaOf(image);
  MOST_ALPHA.set(image, most);
  return most;
}

function mostAlphaOf(image: ImageBitmap): number {
  const { width, height } = image;
  const pen = new OffscreenCanvas(width, STRIP_PX).getContext('2d', { willReadFrequently: true });
  if (!pen) return 1;
  let most = 0;
  for (let y = 0; y < height && most < 255; y += STRIP_PX) {
    pen.clearRect(0, 0, width, STRIP_PX);
    pen.drawImage(image, 0, -y);
    const { data } = pen.getImageData(0, 0, width, STRIP_PX);
    for (let i = 3; i < data.length; i += 4) most = Math.max(most, data[i] ?? 0);
  }
  return most / 255;
}

/**
 * Colours that a corner can carry are drawn with the solids; what has pictures, glows or can be seen through
 * keeps its own material.
 */
export function isPlain(material: Material): material is MeshStandardMaterial {
  if (!(material instanceof MeshStandardMaterial) || hasAlpha(material)) return false;
  const { emissive, emissiveIntensity } = material;
  const glows = emissive.getHex() !== 0 && emissiveIntensity > 0;
  return !glows && texturesOf(material).length === 0;
}

export const finishOf = ({ side, flatShading }: MeshStandardMaterial): Finish => ({
  bothSides: side === DoubleSide,
  flat: flatShading,
});

/** A finish as a word, for keys. */
export const finishName = ({ bothSides, flat }: Finish): string =>
  `${bothSides ? 'both sides' : 'front'} ${flat ? 'flat' : 'smooth'}`;

/** `plain`, or a copy of it for this finish; whoever asked disposes of it. */
export function finished<M extends Material>(plain: M, { bothSides, flat }: Finish): M {
  const material = plain.clone();
  if (bothSides) material.side = DoubleSide;
  // One pass: a preview is no glass, and the second one would be one more draw call.
  material.forceSinglePass = true;
  if (material instanceof MeshStandardMaterial) material.flatShading = flat;
  return material;
}

/** Materials as the scene draws them, each made once. */
export class Surfaces {
  readonly #made = new Map<string, Material>();
  /** Whether anything that a person would miss is drawn more simply. */
  isSimpler = false;

  /**
   * The material that a loaded mesh is drawn with. What three.js draws in a pass of its own (glass) or with
   * many more lookups for each pixel (coatings, sheen) is more than a headset has: it becomes see-through, or
   * plain. Metal would mirror its surroundings, of which the scene has none, and be black: it is drawn in its
   * colour.
   */
  of(mesh: Mesh<BufferGeometry, Material>): Material {
    const hasTangents = mesh.geometry.hasAttribute('tangent');
    const hasTints = mesh instanceof InstancedMesh && mesh.instanceColor !== null;
    const key = `${mesh.material.uuid} ${hasTangents} ${hasTints}`;
    const made = this.#made.get(key) ?? this.#make(mesh.material, hasTangents);
    if (hasTints) made.vertexColors = true;
    this.#made.set(key, made);
    return made;
  }

  #make(source: Material, hasTangents: boolean): Material {
    if (source instanceof MeshBasicMaterial) return bounded(source.clone());
    if (!(source instanceof MeshStandardMaterial)) return source;
    // Of a physical material only what a standard one has, too.
    const material = new MeshStandardMaterial().copy(source);
    material.metalness = 0;
    material.metalnessMap = null;
    // The shader finds tangents by itself, and then the loader has turned this round; files with tangents of
    // their own it leaves.
    if (hasTangents) material.normalScale.y *= -1;
    bounded(material);
    if (source instanceof MeshPhysicalMaterial) this.#simplify(source, material);
    return material;
  }

  #simplify(source: MeshPhysicalMaterial, material: MeshStandardMaterial): void {
    const { transmission, transmissionMap, clearcoat, sheen, iridescence, anisotropy } = source;
    const has = [transmission, clearcoat, sheen, iridescence, anisotropy].some(each => each > 0);
    this.isSimpler ||= has;
    if (transmission <= 0 || transmissionMap) return;
    material.opacity *= 1 - transmission * (1 - GLASS);
    material.transparent = true;
    material.depthWrite = false;
  }
}

/** JSON can say numbers that are not finite. */
function bounded<M extends MeshBasicMaterial | MeshStandardMaterial>(material: M): M {
  const share = (value: number): number => (value >= 0 ? Math.min(1, value) : 0);
  material.opacity = hasAlpha(material) ? share(material.opacity) : 1;
  material.color.setRGB(share(material.color.r), share(material.color.g), share(material.color.b));
  if (material instanceof MeshStandardMaterial) {
    material.roughness = share(material.roughness);
    const { emissive } = material;
    emissive.setRGB(share(emissive.r), share(emissive.g), share(emissive.b));
    if (!Number.isFinite(material.emissiveIntensity)) material.emissiveIntensity = 1;
  }
  return material;
}
