import type { BufferGeometry } from 'three';
import type { Asset } from './asset.ts';
import { trianglesAt } from './share-out.ts';
import { simplify } from './simplify.ts';

export type Shapes = readonly BufferGeometry[];

/**
 * The shapes of one asset, in the order of its primitives, at every level of detail that was made. Whoever
 * has it disposes of it.
 */
export class Levels {
  readonly #triangles: number;
  readonly #full: Shapes;
  readonly #coarse = new Map<number, Shapes>();
  #isDisposed = false;

  constructor({ primitives, triangles }: Asset) {
    this.#triangles = triangles;
    this.#full = primitives.map(({ geometry }) => geometry);
  }

  /** Undefined until it is made; the asset's own shapes, level 0, always are. */
  at(level: number): Shapes | undefined {
    return level === 0 ? this.#full : this.#coarse.get(level);
  }

  async make(level: number): Promise<void> {
    const shapes = this.#full.map(geometry => ({ geometry: geometry.clone() }));
    await simplify(shapes, trianglesAt(this.#triangles, level));
    if (!this.#isDisposed)
      this.#coarse.set(
        level,
        shapes.map(({ geometry }) => geometry),
      );
  }

  /** The asset's own shapes are the asset's to dispose of. */
  dispose(): void {
    this.#isDisposed = true;
    for (const shapes of this.#coarse.values()) for (const geometry of shapes) geometry.dispose();
    this.#coarse.clear();
  }
}
