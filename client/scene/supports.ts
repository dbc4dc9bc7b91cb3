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

interface Place {
  readonly id: ObjectId;
  readonly extent: Extent;
  /** Undefined for an object over too many cells. */
  readonly cells: readonly number[] | undefined;
}

/** Which object is under which: a grid of upright boxes, seen from above. */
export class Supports {
  readonly #places = new Map<ObjectId, Place>();
  readonly #cells = new Map<number, Set<Place>>();
  readonly #large = new Set<Place>();

  set(id: ObjectId, extent: Extent): void {
    this.delete(id);
    const cells = cellsOf(extent);
    const place: Place = { id, extent, cells };
    this.#places.set(id, place);
    if (!cells) this.#large.add(place);
    for (const each of cells ?? []) {
      const places = this.#cells.get(each);
      if (places) places.add(place);
      else this.#cells.set(each, new Set([place]));
    }
  }

  delete(id: ObjectId): void {
    const place = this.#places.get(id);
    if (!place) return;
    this.#places.delete(id);
    this.#large.delete(place);
    for (const each of place.cells ?? []) {
      const places = this.#cells.get(each);
      places?.delete(place);
      if (places?.size === 0) this.#cells.delete(each);
    }
  }

  /** Adds to `ids` those whose shadow may fall on `id` or no longer does: its neighbours in the grid. */
  addNeighbours(id: ObjectId, ids: Set<ObjectId>): void {
    for (const each of this.#places.get(id)?.cells ?? []) {
      const near = this.#cells.get(each);
      if (near && near.size <= CROWD) for (const neighbour of near) ids.add(neighbour.id);
    }
  }

  /** Height (m) of the highest object under the middle of `id`; undefined where there is none. */
  under(id: ObjectId): number | undefined {
    const own = this.#places.get(id);
    if (!own) return undefined;
    const {
      x: [x0, x1],
      z: [z0, z1],
      base,
    } = own.extent;
    const [x, z] = [(x0 + x1) / 2, (z0 + z1) / 2];
    let best: number | undefined;
    let asked = 0;
    for (const places of [this.#cells.get(cellAt(x, z)), this.#large]) {
      for (const other of places ?? []) {
        if (other === own) continue;
        if (asked++ > 4 * CROWD) return best;
        const { extent } = other;
        if (extent.top > base + SINK_M || extent.top <= (best ?? Number.NEGATIVE_INFINITY)) continue;
        if (x >= extent.x[0] && x <= extent.x[1] && z >= extent.z[0] && z <= extent.z[1]) best = extent.top;
      }
    }
    return best;
  }
}

/** One number for a cell. Positions end at 10 km, so both halves fit. */
const cell = (i: number, k: number): number => (i + 32_768) * 65_536 + k + 32_768;
const cellAt = (x: number, z: number): number => cell(Math.floor(x / CELL_M), Math.floor(z / CELL_M));

/** Undefined for an object over too many cells. */
function cellsOf({ x, z }: Extent): readonly number[] | undefined {
  const [x0, x1] = [Math.floor(x[0] / CELL_M), Math.floor(x[1] / CELL_M)];
  const [z0, z1] = [Math.floor(z[0] / CELL_M), Math.floor(z[1] / CELL_M)];
  if ((x1 - x0 + 1) * (z1 - z0 + 1) > CELLS) return undefined;
  const cells: number[] = [];
  for (let i = x0; i <= x1; i++) for (let k = z0; k <= z1; k++) cells.push(cell(i, k));
  return cells;
}
