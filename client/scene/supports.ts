import type { ObjectId } from '../../shared/ids.ts';

/** The upright box around an object, in session space (m). */
export interface Extent {
  readonly x: readonly [min: number, max: number];
  readonly z: readonly [min: number, max: number];
  readonly base: number;
  readonly top: number;
}

const CELL_M = 0.5;
/** An object over more cells than this (a stage, a carpet) is kept apart and asked every time. */
const CELLS = 36;
/** In a crowd nobody sees whose shadow lies where. */
const CROWD = 64;
/** Objects may sink this far (m) into what they stand on. */
const SINK_M = 0.02;

/** Which object is under which: a grid of upright boxes, seen from above. */
export class Supports {
  readonly #extents = new Map<ObjectId, Extent>();
  readonly #cells = new Map<string, Set<ObjectId>>();
  readonly #large = new Set<ObjectId>();

  get size(): number {
    return this.#extents.size;
  }

  set(id: ObjectId, extent: Extent): void {
    this.delete(id);
    this.#extents.set(id, extent);
    const cells = cellsOf(extent);
    if (!cells) this.#large.add(id);
    else for (const cell of cells) this.#cells.set(cell, (this.#cells.get(cell) ?? new Set()).add(id));
  }

  delete(id: ObjectId): void {
    const extent = this.#extents.get(id);
    if (!extent) return;
    this.#extents.delete(id);
    this.#large.delete(id);
    for (const cell of cellsOf(extent) ?? []) {
      const ids = this.#cells.get(cell);
      ids?.delete(id);
      if (ids?.size === 0) this.#cells.delete(cell);
    }
  }

  /** Those whose shadow may fall on `id` or no longer does: its neighbours in the grid. */
  neighbours(id: ObjectId): readonly ObjectId[] {
    const extent = this.#extents.get(id);
    if (!extent) return [];
    return (cellsOf(extent) ?? []).flatMap(cell => {
      const ids = this.#cells.get(cell);
      return ids && ids.size <= CROWD ? [...ids] : [];
    });
  }

  /** Height (m) of the highest object under the middle of `id`; undefined where there is none. */
  under(id: ObjectId): number | undefined {
    const extent = this.#extents.get(id);
    if (!extent) return undefined;
    const x = (extent.x[0] + extent.x[1]) / 2;
    const z = (extent.z[0] + extent.z[1]) / 2;
    let best: number | undefined;
    let asked = 0;
    for (const ids of [this.#cells.get(cellAt(x, z)), this.#large]) {
      for (const each of ids ?? []) {
        if (each === id || asked++ > 4 * CROWD) continue;
        const other = this.#extents.get(each);
        if (!other || other.top > extent.base + SINK_M || other.top <= (best ?? Number.NEGATIVE_INFINITY))
          continue;
        if (x >= other.x[0] && x <= other.x[1] && z >= other.z[0] && z <= other.z[1]) best = other.top;
      }
    }
    return best;
  }
}

const cellAt = (x: number, z: number): string => `${Math.floor(x / CELL_M)} ${Math.floor(z / CELL_M)}`;

function cellsOf({ x, z }: Extent): readonly string[] | undefined {
  const [x0, x1, z0, z1] = [...x, ...z].map(n => Math.floor(n / CELL_M)) as [number, number, number, number];
  if ((x1 - x0 + 1) * (z1 - z0 + 1) > CELLS) return undefined;
  const cells: string[] = [];
  for (let i = x0; i <= x1; i++) for (let k = z0; k <= z1; k++) cells.push(`${i} ${k}`);
  return cells;
}
