import type { AssetNote } from '../../../shared/messages/models.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Primitive } from './primitive.ts';
import { texturesOf } from './surfaces.ts';

/** Something that was brought as a file, ready to be drawn. Whoever has it disposes of it. */
export interface Asset {
  readonly primitives: readonly Primitive[];
  /** How large (m) its file says it is. */
  readonly size: Vec3;
  /** As it is drawn. */
  readonly triangles: number;
  /** True where the file has more triangles than are drawn. */
  readonly simplified: boolean;
  /** Features that are drawn in another way than the file says, or not at all. */
  readonly notes: readonly AssetNote[];
}

export function disposeAsset({ primitives }: Asset): void {
  for (const { geometry, material, shared } of primitives) {
    if (shared === undefined) geometry.dispose();
    if (!material) continue;
    for (const texture of texturesOf(material)) texture.dispose();
    material.dispose();
  }
}
