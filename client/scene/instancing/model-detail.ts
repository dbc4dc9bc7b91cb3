import { LIMITS } from '../../../shared/limits.ts';
import type { Assets } from '../assets/assets.ts';
import { Levels, type Shapes } from '../assets/levels.ts';
import { shareOut } from '../assets/share-out.ts';

/** The batches that models are drawn in. */
export interface ModelBatches {
  /** Draws a model in these shapes, in the order of its primitives. */
  reshape(asset: string, shapes: Shapes): void;
  /** Forgets a model of which no instance is left. */
  drop(asset: string): void;
}

interface Drawn {
  readonly levels: Levels;
  wished: number;
  shown: number;
}

/**
 * Draws every model with as many triangles as the scene has for it, and forgets what has not been shown for a
 * while. Levels are made one after the other, since making one takes longer than a frame has; until then the
 * model is drawn as before.
 */
export class ModelDetail {
  readonly #assets: Assets;
  readonly #batches: readonly ModelBatches[];
  readonly #drawn = new Map<string, Drawn>();
  #revision = -1;
  #simpler = 0;
  #isMaking = false;

  constructor(assets: Assets, batches: readonly ModelBatches[]) {
    this.#assets = assets;
    this.#batches = batches;
  }

  /** How many models are drawn with fewer triangles than they have, or soon will be. */
  get simpler(): number {
    return this.#simpler;
  }

  /** As the model is drawn now; undefined where that is as it is. */
  shapes(asset: string): Shapes | undefined {
    const drawn = this.#drawn.get(asset);
    return drawn?.levels.at(drawn.shown);
  }

  /** Once per frame. Answers whether anything looks different. */
  update(dt: number): boolean {
    for (const asset of this.#assets.sweep(dt)) {
      for (const batches of this.#batches) batches.drop(asset);
      this.#drawn.get(asset)?.levels.dispose();
      this.#drawn.delete(asset);
    }
    if (this.#revision === this.#assets.revision) return false;
    this.#revision = this.#assets.revision;
    this.#share();
    return this.#apply();
  }

  dispose(): void {
    for (const { levels } of this.#drawn.values()) levels.dispose();
    this.#drawn.clear();
  }

  #share(): void {
    const uses = this.#assets.uses();
    const levels = shareOut(
      uses.map(({ asset, count, loaded }) => ({ asset, count, triangles: loaded.triangles })),
      LIMITS.sceneTrianglesBudgetCount,
    );
    this.#simpler = [...levels.values()].filter(level => level > 0).length;
    for (const { asset, loaded } of uses) {
      const drawn = this.#drawn.get(asset) ?? { levels: new Levels(loaded), wished: 0, shown: 0 };
      drawn.wished = levels.get(asset) ?? 0;
      this.#drawn.set(asset, drawn);
    }
  }

  #apply(): boolean {
    let isNew = false;
    for (const [asset, drawn] of this.#drawn) {
      if (drawn.wished === drawn.shown) continue;
      const shapes = drawn.levels.at(drawn.wished);
      if (!shapes) {
        void this.#make(drawn.levels, drawn.wished);
        continue;
      }
      drawn.shown = drawn.wished;
      for (const batches of this.#batches) batches.reshape(asset, shapes);
      isNew = true;
    }
    return isNew;
  }

  async #make(levels: Levels, level: number): Promise<void> {
    if (this.#isMaking) return;
    this.#isMaking = true;
    try {
      await levels.make(level);
    } finally {
      this.#isMaking = false;
      // Looks again with the next frame: at this one, and at what waited for it.
      this.#revision = -1;
    }
  }
}
