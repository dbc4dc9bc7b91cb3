import type { Vec3 } from '../pose.ts';

/** A model that ships with the app, so that it is there with no network and no upload. All of them are CC0. */
export interface BundledModel {
  /** SHA-256 (hex) of the GLB file: the object's `asset`. */
  readonly asset: string;
  readonly title: string;
  /** Path under the app's root. */
  readonly path: string;
  /** Real size (m): the scale of a newly placed one. */
  readonly size: Vec3;
}

export const BUNDLED_MODELS: readonly BundledModel[] = [];

export const bundledModel = (asset: string | undefined): BundledModel | undefined =>
  BUNDLED_MODELS.find(model => model.asset === asset);
