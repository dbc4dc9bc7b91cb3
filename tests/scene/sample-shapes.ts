import type { AssetNote } from '../../shared/messages/models.ts';
import type { Vec3 } from '../../shared/pose.ts';
import { GlbMaker } from './glb-maker.ts';

/** What a pixel looks like: the channel that leads, or that nothing is there. */
export type Tone = 'red' | 'green' | 'blue' | 'white' | 'black' | 'nothing';

/** A model of a few hundred bytes for one feature of glTF, and what the specification makes of it. */
export interface Sample {
  readonly glb: Uint8Array;
  /** Metres. */
  readonly size: Vec3;
  readonly triangles: number;
  readonly notes?: readonly AssetNote[];
  /** How it looks at points of the unit cube. */
  readonly tones?: readonly (readonly [x: number, y: number, z: number, tone: Tone])[];
}

const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];
/** One metre wide and high, its front to +Z. */
export const QUAD = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0];
export const UP = [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1];

const required = (name: string) => ({ extensionsUsed: [name], extensionsRequired: [name] });

export const sheet = { size: [1, 1, 1e-4] as Vec3, triangles: 2 };
const half = { size: [1, 1, 1e-4] as Vec3, triangles: 1 };

/** A triangle whose nodes and primitives are the caller's; position is accessor 0. */
function plain(json: (make: GlbMaker) => object, positions: readonly number[] = TRIANGLE): Uint8Array {
  const make = new GlbMaker();
  make.positions(positions);
  return make.glb({ meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }], ...json(make) });
}

/**
 * A strip of two quads, one above the other, held by two joints, the upper of which leans a quarter turn to
 * -X.
 */
function bent(more: { readonly armature?: object; readonly mesh?: object; readonly unit?: number } = {}) {
  const { armature = {}, mesh = {}, unit = 1 } = more;
  const make = new GlbMaker();
  const points = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 2, 0, 0, 2, 0].map(n => n * unit);
  const attributes = {
    POSITION: make.positions(points),
    JOINTS_0: make.accessor('VEC4', new Uint8Array([0, 0, 0, 0, 1, 1].flatMap(joint => [joint, 0, 0, 0]))),
    WEIGHTS_0: make.accessor('VEC4', new Uint8Array([1, 1, 1, 1, 1, 1].flatMap(() => [255, 0, 0, 0])), {
      normalized: true,
    }),
  };
  const move = (y: number) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, y, 0, 1];
  const inverse = make.accessor('MAT4', [...move(0), ...move(-unit)]);
  const half = Math.SQRT1_2;
  return make.glb({
    scenes: [{ nodes: [0, 1] }],
    nodes: [
      { mesh: 0, skin: 0, ...mesh },
      { children: [2], ...armature },
      { children: [3] },
      { translation: [0, unit, 0], rotation: [0, 0, half, half] },
    ],
    skins: [{ joints: [2, 3], inverseBindMatrices: inverse }],
    meshes: [
      {
        primitives: [
          {
            attributes,
            indices: make.accessor('SCALAR', Uint16Array.of(0, 1, 2, 0, 2, 3, 3, 2, 4, 3, 4, 5)),
          },
        ],
      },
    ],
  });
}

/** Of each corner a quarter of the first joint, and three quarters of the second one by the second set. */
const eightJoints = (make: GlbMaker) => {
  const joints = (each: number) =>
    make.accessor('VEC4', Uint8Array.from([1, 1, 1].flatMap(() => [each, 0, 0, 0])));
  const shares = (each: number) =>
    make.accessor(
      'VEC4',
      [1, 1, 1].flatMap(() => [each, 0, 0, 0]),
    );
  return { JOINTS_0: joints(0), WEIGHTS_0: shares(0.25), JOINTS_1: joints(1), WEIGHTS_1: shares(0.75) };
};

const morph = (mesh: object, node: object): Uint8Array =>
  plain(make => ({
    nodes: [{ mesh: 0, ...node }],
    meshes: [
      {
        ...mesh,
        primitives: [
          {
            attributes: { POSITION: 0 },
            targets: [
              { POSITION: make.positions([0, 0, 0, 3, 0, 0, 0, 0, 0]) },
              { POSITION: make.positions([0, 0, 0, 0, 0, 0, 0, 5, 0]) },
            ],
          },
        ],
      },
    ],
  }));

const instanced = (attributes: (make: GlbMaker) => object, more: object = {}): Uint8Array =>
  plain(make => ({
    ...required('EXT_mesh_gpu_instancing'),
    nodes: [{ mesh: 0, extensions: { EXT_mesh_gpu_instancing: { attributes: attributes(make) } }, ...more }],
  }));

const mode = (number: number, positions: readonly number[]): Uint8Array =>
  plain(() => ({ meshes: [{ primitives: [{ attributes: { POSITION: 0 }, mode: number }] }] }), positions);

/**
 * What changes shapes, by the names of the Khronos sample models that have the same feature, where there is
 * one.
 */
export const SHAPES: Readonly<Record<string, Sample>> = {
  SimpleSkin: { glb: bent(), size: [2, 2, 1e-4], triangles: 4 },
  'SimpleSkin whose own node is elsewhere': {
    glb: bent({ mesh: { scale: [50, 50, 50], translation: [7, 0, 0] } }),
    size: [2, 2, 1e-4],
    triangles: 4,
  },
  'RiggedFigure in centimetres': {
    glb: bent({ unit: 100, armature: { scale: [0.01, 0.01, 0.01] }, mesh: { scale: [0.01, 0.01, 0.01] } }),
    size: [2, 2, 1e-4],
    triangles: 4,
  },
  'a skin of eight joints for each corner': {
    glb: plain(make => ({
      scenes: [{ nodes: [0, 1, 2] }],
      nodes: [{ mesh: 0, skin: 0 }, {}, { scale: [5, 1, 1] }],
      skins: [{ joints: [1, 2] }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0, ...eightJoints(make) } }] }],
    })),
    size: [4, 1, 1e-4],
    triangles: 1,
  },
  'SimpleMorph by its mesh': { glb: morph({ weights: [1, 0] }, {}), size: [4, 1, 1e-4], triangles: 1 },
  'SimpleMorph by its node': {
    glb: morph({ weights: [1, 0] }, { weights: [0.5, 1] }),
    size: [2.5, 6, 1e-4],
    triangles: 1,
  },
  'SimpleMorph without weights': { glb: morph({}, {}), ...half },
  'MorphPrimitivesTest, a target without positions': {
    glb: plain(make => ({
      meshes: [
        {
          weights: [1, 1],
          primitives: [
            {
              attributes: { POSITION: 0, NORMAL: make.accessor('VEC3', UP.slice(0, 9)) },
              targets: [
                { NORMAL: make.accessor('VEC3', [0, 0, 0, 0, 0, 0, 0, 0, 0]) },
                { POSITION: make.positions([0, 0, 0, 3, 0, 0, 0, 0, 0]) },
              ],
            },
          ],
        },
      ],
    })),
    size: [4, 1, 1e-4],
    triangles: 1,
  },
  SimpleInstancing: {
    glb: instanced(make => ({
      TRANSLATION: make.accessor('VEC3', [0, 0, 0, 5, 0, 0, 10, 0, 0]),
      SCALE: make.accessor('VEC3', [1, 1, 1, 1, 2, 1, -1, 1, 1]),
    })),
    size: [10, 2, 1e-4],
    triangles: 3,
  },
  'SimpleInstancing, morphed': {
    glb: plain(make => ({
      ...required('EXT_mesh_gpu_instancing'),
      nodes: [
        {
          mesh: 0,
          extensions: {
            EXT_mesh_gpu_instancing: {
              attributes: { TRANSLATION: make.accessor('VEC3', [0, 0, 0, 10, 0, 0]) },
            },
          },
        },
      ],
      meshes: [
        {
          weights: [1],
          primitives: [
            {
              attributes: { POSITION: 0 },
              targets: [{ POSITION: make.positions([0, 0, 0, 3, 0, 0, 0, 0, 0]) }],
            },
          ],
        },
      ],
    })),
    size: [14, 1, 1e-4],
    triangles: 2,
  },
  'MeshPrimitiveModes, a strip': { glb: mode(5, [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]), ...sheet },
  'MeshPrimitiveModes, a fan': { glb: mode(6, QUAD), ...sheet },
  'MeshPrimitiveModes, lines and points beside faces': {
    glb: plain(() => ({
      meshes: [{ primitives: [4, 0, 1, 2, 3].map(each => ({ attributes: { POSITION: 0 }, mode: each })) }],
    })),
    ...half,
    notes: ['points', 'lines'],
  },
  InterpolationTest: {
    glb: plain(make => ({
      nodes: [{ mesh: 0, translation: [2, 0, 0] }],
      animations: [
        {
          channels: [{ sampler: 0, target: { node: 0, path: 'scale' } }],
          samplers: [
            {
              input: make.accessor('SCALAR', [0, 1], { min: [0], max: [1] }),
              output: make.accessor('VEC3', [9, 9, 9, 1, 1, 1]),
            },
          ],
        },
      ],
    })),
    ...half,
    notes: ['animations'],
  },
  SimpleSparseAccessor: {
    glb: plain(make => ({
      meshes: [
        {
          primitives: [
            {
              attributes: {
                POSITION: make.accessor('VEC3', TRIANGLE, {
                  sparse: {
                    count: 1,
                    indices: { bufferView: make.view(Uint8Array.of(1, 0, 0, 0)), componentType: 5121 },
                    values: { bufferView: make.view(new Uint8Array(Float32Array.of(7, 0, 0).buffer)) },
                  },
                }),
              },
            },
          ],
        },
      ],
    })),
    size: [7, 1, 1e-4],
    triangles: 1,
  },
  'a node whose matrix leans': {
    glb: plain(() => ({ nodes: [{ mesh: 0, matrix: [1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 1] }] })),
    size: [2, 1, 1e-4],
    triangles: 1,
  },
  'a node whose matrix flattens': {
    glb: plain(() => ({ nodes: [{ mesh: 0, matrix: [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }] })),
    size: [2, 3, 1e-4],
    triangles: 1,
  },
  'scales in scales, and a part that is hidden by one of nothing': {
    glb: plain(() => ({
      nodes: [
        { children: [1, 2], scale: [2, 2, 2] },
        { mesh: 0, scale: [3, 1, 1] },
        { mesh: 0, scale: [0, 0, 0], translation: [90, 0, 0] },
      ],
    })),
    size: [6, 2, 1e-4],
    triangles: 1,
  },
  'NegativeScaleTest, a skeleton in a mirror': {
    glb: bent({ armature: { scale: [-1, 1, 1] } }),
    size: [2, 2, 1e-4],
    triangles: 4,
    tones: [[-0.25, -0.25, 0, 'white']],
  },
};
