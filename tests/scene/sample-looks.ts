import type { Vec3 } from '../../shared/pose.ts';
import { GlbMaker, png } from './glb-maker.ts';
import { QUAD, type Sample, SHAPES, sheet, UP } from './sample-shapes.ts';

const RED = [255, 0, 0, 255];
const GREEN = [0, 255, 0, 255];
const BLUE = [0, 0, 255, 255];
const CLEAR = [0, 0, 0, 0];

const FRONT = Uint16Array.of(0, 1, 2, 0, 2, 3);
const BACK = Uint16Array.of(0, 2, 1, 0, 3, 2);
/** Texture coordinates of the quad: the picture stands upright on it. */
const UPRIGHT = [0, 1, 1, 1, 1, 0, 0, 0];
const MATT = { metallicFactor: 0, roughnessFactor: 1 };
const LEFT: Vec3 = [-0.3, 0, 0];
const RIGHT: Vec3 = [0.3, 0, 0];
const MIDDLE: Vec3 = [0, 0, 0];

const used = (...names: string[]) => ({ extensionsUsed: names });

interface Quad {
  readonly material: object;
  readonly index?: Uint16Array;
  readonly attributes?: (make: GlbMaker) => Readonly<Record<string, number>>;
  readonly picture?: Uint8Array;
  readonly more?: object;
}

/** A quad with one material; a picture is texture 0. */
function quad({ material, index = FRONT, attributes, picture, more }: Quad): Uint8Array {
  const make = new GlbMaker();
  const primitive = {
    attributes: { POSITION: make.positions(QUAD), NORMAL: make.accessor('VEC3', UP), ...attributes?.(make) },
    indices: make.accessor('SCALAR', index),
    material: 0,
  };
  if (picture) make.image(picture);
  return make.glb({
    materials: [material],
    meshes: [{ primitives: [primitive] }],
    ...(picture ? { textures: [{ source: 0 }] } : {}),
    ...more,
  });
}

const painted = (rgba: readonly number[], more: object = {}) => ({
  pbrMetallicRoughness: { ...MATT, baseColorFactor: rgba },
  ...more,
});
const textured = (texture: object, more: object = {}) => ({
  pbrMetallicRoughness: { ...MATT, baseColorTexture: { index: 0, ...texture } },
  ...more,
});
const HALVES = png(2, [RED, BLUE]);
const uv = (name: string, values: readonly number[]) => (make: GlbMaker) => ({
  [name]: make.accessor('VEC2', values),
});

/** A quad whose picture has these alphas (0 to 255), one below the other. */
export const veiled = (alphaMode: string, alphas: readonly number[]): Uint8Array =>
  quad({
    material: textured({}, { alphaMode }),
    picture: png(
      1,
      alphas.map(alpha => [255, 255, 255, alpha]),
    ),
    attributes: uv('TEXCOORD_0', UPRIGHT),
  });

/** A quad whose normal map leans everywhere by 45 degrees, with tangents of its own or without. */
export const relief = (leaning: 'up' | 'down', hasTangents: boolean): Uint8Array =>
  quad({
    material: painted([0.8, 0.8, 0.8, 1], { normalTexture: { index: 0 } }),
    picture: png(1, [[128, leaning === 'up' ? 218 : 37, 218, 255]]),
    attributes: make => ({
      ...uv('TEXCOORD_0', UPRIGHT)(make),
      ...(hasTangents
        ? { TANGENT: make.accessor('VEC4', [1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1]) }
        : {}),
    }),
  });

/**
 * What changes looks, by the names of the Khronos sample models that have the same feature, where there is
 * one.
 */
const LOOKS: Readonly<Record<string, Sample>> = {
  NegativeScaleTest: {
    glb: quad({ material: painted([1, 0, 0, 1]), more: { nodes: [{ mesh: 0, scale: [-1, 1, 1] }] } }),
    ...sheet,
    tones: [[...MIDDLE, 'red']],
  },
  'a front': { glb: quad({ material: painted([1, 0, 0, 1]) }), ...sheet, tones: [[...MIDDLE, 'red']] },
  'a back': {
    glb: quad({ material: painted([1, 0, 0, 1]), index: BACK }),
    ...sheet,
    tones: [[...MIDDLE, 'nothing']],
  },
  'a back that is seen': {
    glb: quad({ material: painted([1, 0, 0, 1], { doubleSided: true }), index: BACK }),
    ...sheet,
    tones: [[...MIDDLE, 'red']],
  },
  'a back that is seen, with a picture': {
    glb: quad({
      material: textured({}, { doubleSided: true }),
      picture: HALVES,
      index: BACK,
      attributes: uv('TEXCOORD_0', UPRIGHT),
    }),
    ...sheet,
    tones: [
      [...LEFT, 'red'],
      [...RIGHT, 'blue'],
    ],
  },
  MultiUVTest: {
    glb: quad({
      material: textured({ texCoord: 1 }),
      picture: HALVES,
      attributes: make => ({
        ...uv('TEXCOORD_0', [0, 0, 0, 0, 0, 0, 0, 0])(make),
        ...uv('TEXCOORD_1', UPRIGHT)(make),
      }),
    }),
    ...sheet,
    tones: [
      [...LEFT, 'red'],
      [...RIGHT, 'blue'],
    ],
  },
  'BoxTextured, its picture in a data: URI without a media type': {
    glb: quad({
      material: textured({}),
      attributes: uv('TEXCOORD_0', UPRIGHT),
      more: {
        images: [{ uri: `data:;base64,${Buffer.from(HALVES).toString('base64')}` }],
        textures: [{ source: 0 }],
      },
    }),
    ...sheet,
    tones: [
      [...LEFT, 'red'],
      [...RIGHT, 'blue'],
    ],
  },
  'BoxTextured, its picture said to be another kind': {
    glb: quad({
      material: textured({}),
      picture: HALVES,
      attributes: uv('TEXCOORD_0', UPRIGHT),
      more: { images: [{ bufferView: 4, mimeType: 'image/jpeg' }] },
    }),
    ...sheet,
    tones: [
      [...LEFT, 'red'],
      [...RIGHT, 'blue'],
    ],
  },
  'TextureTransformTest, moved': {
    glb: quad({
      material: textured({ extensions: { KHR_texture_transform: { offset: [0.5, 0], scale: [0.5, 1] } } }),
      picture: HALVES,
      attributes: uv('TEXCOORD_0', UPRIGHT),
      more: used('KHR_texture_transform'),
    }),
    ...sheet,
    tones: [
      [...MIDDLE, 'blue'],
      [-0.1, 0, 0, 'blue'],
    ],
  },
  'TextureTransformTest, turned, by its other set': {
    glb: quad({
      material: textured({
        texCoord: 0,
        extensions: { KHR_texture_transform: { rotation: Math.PI, offset: [1, 1], texCoord: 1 } },
      }),
      picture: HALVES,
      attributes: uv('TEXCOORD_1', UPRIGHT),
      more: used('KHR_texture_transform'),
    }),
    ...sheet,
    tones: [
      [...LEFT, 'blue'],
      [...RIGHT, 'red'],
    ],
  },
  'TextureTransformTest, scaled and then turned': {
    glb: quad({
      material: textured({
        extensions: {
          KHR_texture_transform: { rotation: Math.PI / 2, scale: [0.25, 1], offset: [0.05, 1] },
        },
      }),
      picture: png(2, [RED, BLUE, RED, BLUE]),
      attributes: uv('TEXCOORD_0', UPRIGHT),
      more: used('KHR_texture_transform'),
    }),
    ...sheet,
    tones: [
      [0, 0.3, 0, 'red'],
      [0, -0.3, 0, 'blue'],
    ],
  },
  'MultiUVTest, of more sets than are drawn': {
    glb: quad({
      material: textured({ texCoord: 5 }),
      picture: HALVES,
      attributes: uv('TEXCOORD_5', UPRIGHT),
    }),
    ...sheet,
    notes: ['pictures'],
    tones: [[...MIDDLE, 'white']],
  },
  'AlphaBlendModeTest, opaque': {
    glb: quad({ material: painted([1, 0, 0, 0]) }),
    ...sheet,
    tones: [[...MIDDLE, 'red']],
  },
  'AlphaBlendModeTest, masked': {
    glb: quad({
      material: textured({}, { alphaMode: 'MASK', alphaCutoff: 0.5 }),
      picture: png(2, [GREEN, CLEAR]),
      attributes: uv('TEXCOORD_0', UPRIGHT),
    }),
    ...sheet,
    tones: [
      [...LEFT, 'green'],
      [...RIGHT, 'nothing'],
    ],
  },
  'AlphaBlendModeTest, blended by its corners': {
    glb: quad({
      material: painted([1, 1, 1, 1], { alphaMode: 'BLEND' }),
      attributes: make => ({
        COLOR_0: make.accessor('VEC4', new Uint8Array([0, 1, 1, 0].flatMap(a => [0, 0, 255, a * 255])), {
          normalized: true,
        }),
      }),
    }),
    ...sheet,
    tones: [
      [0.45, 0, 0, 'blue'],
      [-0.47, 0, 0, 'nothing'],
    ],
  },
  VertexColorTest: {
    glb: quad({
      material: painted([1, 1, 1, 1]),
      attributes: make => ({
        COLOR_0: make.accessor('VEC3', [1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0]),
      }),
    }),
    ...sheet,
    tones: [
      [-0.4, 0, 0, 'red'],
      [0.4, 0, 0, 'green'],
    ],
  },
  MaterialsVariantsShoe: {
    glb: quad({
      material: painted([0, 1, 0, 1]),
      more: {
        ...used('KHR_materials_variants'),
        extensions: { KHR_materials_variants: { variants: [{ name: 'other' }] } },
      },
    }),
    ...sheet,
    tones: [[...MIDDLE, 'green']],
  },
  UnlitTest: {
    glb: quad({
      material: painted([0, 0, 1, 1], { extensions: { KHR_materials_unlit: {} } }),
      more: used('KHR_materials_unlit'),
    }),
    ...sheet,
    tones: [[...MIDDLE, 'blue']],
  },
  EmissiveStrengthTest: {
    glb: quad({
      material: painted([0, 0, 0, 1], {
        emissiveFactor: [0, 0.1, 0],
        extensions: { KHR_materials_emissive_strength: { emissiveStrength: 8 } },
      }),
      more: used('KHR_materials_emissive_strength'),
    }),
    ...sheet,
    tones: [[...MIDDLE, 'green']],
  },
  'MetalRoughSpheres, of which nothing is mirrored': {
    glb: quad({ material: { pbrMetallicRoughness: { baseColorFactor: [1, 0, 0, 1] } } }),
    ...sheet,
    tones: [[...MIDDLE, 'red']],
  },
  TransmissionTest: {
    glb: quad({
      material: painted([0, 0, 1, 1], {
        extensions: { KHR_materials_transmission: { transmissionFactor: 1 } },
      }),
      more: used('KHR_materials_transmission'),
    }),
    ...sheet,
    notes: ['materials'],
    tones: [[...MIDDLE, 'blue']],
  },
  TextureSettingsTest: {
    glb: quad({
      material: textured({}),
      picture: HALVES,
      attributes: uv('TEXCOORD_0', [0, 1, 2, 1, 2, 0, 0, 0]),
      more: {
        samplers: [{ wrapS: 33071, magFilter: 9728, minFilter: 9728 }],
        textures: [{ source: 0, sampler: 0 }],
      },
    }),
    ...sheet,
    tones: [
      [-0.4, 0, 0, 'red'],
      [0.1, 0, 0, 'blue'],
      [0.4, 0, 0, 'blue'],
    ],
  },
};

export const SAMPLES: Readonly<Record<string, Sample>> = { ...SHAPES, ...LOOKS };
