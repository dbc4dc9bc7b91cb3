import { type BufferGeometry, Color, Group, type Material, type Matrix4 } from 'three';
import { InstancePool, type Slot } from './pool.ts';

/**
 * `still` objects lie in large buffers that seldom change; those that are selected or in hands are drawn from
 * small ones of their own.
 */
export type Emphasis = 'still' | 'held' | 'taken' | 'selected' | 'locked';

/** `taken`: in somebody else's hands. */
export const isOutlined = (emphasis: Emphasis): boolean => emphasis !== 'still' && emphasis !== 'held';

/**
 * One shape and one material, any number of times, with outlines for what is selected; `coarse` is the shape
 * of a crowd.
 */
export class Batch {
  readonly object = new Group();
  readonly still: InstancePool;
  readonly promoted: InstancePool;
  readonly outlines: InstancePool | undefined;

  constructor(
    name: string,
    geometry: BufferGeometry,
    material: Material,
    outline?: Material,
    coarse?: BufferGeometry,
  ) {
    this.object.name = name;
    this.object.matrixAutoUpdate = false;
    this.still = new InstancePool(`${name} still`, geometry, material, 0, coarse);
    this.promoted = new InstancePool(`${name} promoted`, geometry, material);
    this.outlines = outline && new InstancePool(`${name} outlines`, geometry, outline, 2);
    this.object.add(this.still.object, this.promoted.object);
    if (this.outlines) this.object.add(this.outlines.object);
  }

  get count(): number {
    return this.still.count + this.promoted.count;
  }

  add(): Instance {
    return new Instance(this);
  }

  /** Draws all of it in another shape of the same size. */
  reshape(geometry: BufferGeometry): void {
    for (const pool of [this.still, this.promoted, this.outlines]) pool?.reshape(geometry);
  }

  dispose(): void {
    this.still.dispose();
    this.promoted.dispose();
    this.outlines?.dispose();
    this.object.removeFromParent();
  }
}

const rgb = new Color();

/** One drawn shape. Whoever added it removes it. */
export class Instance {
  readonly #batch: Batch;
  #pool: InstancePool;
  #slot: Slot;
  #outline: Slot | undefined;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.#pool = batch.still;
    this.#slot = this.#pool.add();
  }

  /** `color` and `outline` are `#rrggbb`; `outline` matters where `emphasis` has one. */
  set(matrix: Matrix4, color: string, emphasis: Emphasis, outline: string): void {
    const { still, promoted, outlines } = this.#batch;
    const pool = emphasis === 'still' ? still : promoted;
    if (pool !== this.#pool) {
      this.#pool.remove(this.#slot);
      this.#pool = pool;
      this.#slot = pool.add();
    }
    rgb.set(color);
    pool.set(this.#slot, matrix, rgb.r, rgb.g, rgb.b);
    if (!outlines) return;
    if (isOutlined(emphasis)) {
      this.#outline ??= outlines.add();
      rgb.set(outline);
      outlines.set(this.#outline, matrix, rgb.r, rgb.g, rgb.b);
    } else this.#dropOutline();
  }

  remove(): void {
    this.#pool.remove(this.#slot);
    this.#dropOutline();
  }

  #dropOutline(): void {
    if (this.#outline) this.#batch.outlines?.remove(this.#outline);
    this.#outline = undefined;
  }
}
