import type { Vec3 } from '../../../shared/pose.ts';
import type { Primitive } from './primitive.ts';

/** Something that was brought as a file, ready to be drawn. Whoever has it disposes of it. */
export interface Asset {
  readonly primitives: readonly Primitive[];
  /** How large (m) its file says it is. */
  readonly size: Vec3;
  /** As it is drawn. */
  readonly triangles: number;
  /** True where the file has more triangles than are drawn. */
  readonly simplified: boolean;
}

export function disposeAsset({ primitives }: Asset): void {
  for (const { geometry, material, shared } of primitives) {
    if (shared === undefined) geometry.dispose();
    if (!material) continue;
    for (const value of Object.values(material)) if (isTexture(value)) value.dispose();
    material.dispose();
  }
}

const isTexture = (value: unknown): value is { dispose(): void } =>
  typeof value === 'object' && value !== null && 'isTexture' in value && 'dispose' in value;
