import type { Vec3 } from '../pose.ts';

/**
 * A model that ships with the app, so that it is there with no network and no upload. All of them are CC0.
 */
export interface BundledModel {
  /** SHA-256 (hex) of the GLB file: the object's `asset`. */
  readonly asset: string;
  readonly title: string;
  /** Path under the app's root. */
  readonly path: string;
  /** Real size (m): the scale of a newly placed one. */
  readonly size: Vec3;
}

export const BUNDLED_MODELS: readonly BundledModel[] = [
  {
    asset: '220ce555de55bbfd40a010519534cdc16092d2adf05323083b97f524210f367d',
    title: 'Potted plant',
    path: 'models/plant.glb',
    size: [0.779, 0.638, 0.739],
  },
  {
    asset: '8ddee98442dd4925b210a301fa803c86ced73985285cd8cbbe870584261ec10c',
    title: 'Desk lamp',
    path: 'models/lamp.glb',
    size: [0.18, 0.488, 0.259],
  },
  {
    asset: '7009642c4a284a86a3b70711888204265998583ccdd757e4096d42637f61d6f9',
    title: 'Chair',
    path: 'models/chair.glb',
    size: [0.44, 0.856, 0.497],
  },
];

export const bundledModel = (asset: string | undefined): BundledModel | undefined =>
  BUNDLED_MODELS.find(model => model.asset === asset);
