/** Where something is on a sheet, from its top left. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Shelf {
  readonly y: number;
  readonly height: number;
  used: number;
}

/** A shelf takes what leaves at most this part of its height free. */
const WASTE = 0.3;

/**
 * Room on a sheet, given away in rows of about the same height. Nothing is given back: whoever is out of room
 * starts over.
 */
export class ShelfPacker {
  readonly #width: number;
  readonly #height: number;
  readonly #shelves: Shelf[] = [];
  #end = 0;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** Room for `width` by `height`; undefined where there is none left. */
  place(width: number, height: number): Spot | undefined {
    const fits = (shelf: Shelf): boolean =>
      shelf.height >= height && shelf.height * (1 - WASTE) <= height && shelf.used + width <= this.#width;
    const shelf = this.#shelves.find(fits) ?? this.#open(width, height);
    if (!shelf) return undefined;
    const x = shelf.used;
    shelf.used += width;
    return { x, y: shelf.y };
  }

  #open(width: number, height: number): Shelf | undefined {
    if (width > this.#width || this.#end + height > this.#height) return undefined;
    const shelf: Shelf = { y: this.#end, height, used: 0 };
    this.#end += height;
    this.#shelves.push(shelf);
    return shelf;
  }
}
