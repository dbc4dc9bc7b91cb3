import { CanvasTexture, LinearFilter, LinearMipmapLinearFilter, SRGBColorSpace } from 'three';
import { ShelfPacker, type Spot } from './shelf-packer.ts';

/**
 * Texels for each of the panel's pixels, unless a picture says otherwise: what a headset shows of it at half
 * of an arm's length.
 */
const DENSITY = 2.5;
/** Texels: wider than the widest line on the panel. */
const WIDTH = 2048;
const FIRST_HEIGHT = 512;
const MOST_HEIGHT = 4096;
/** Free texels around each picture, so that it does not run into its neighbours when it is seen from afar. */
const MARGIN = 4;

/** Something to be drawn by the browser. The same `key` is the same picture. Sizes in the panel's pixels. */
export interface Sprite {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** Texels for each pixel; what is large and has no letters does with fewer. */
  readonly density?: number;
  /** Paints it, the origin at its top left. */
  readonly paint: (context: CanvasRenderingContext2D) => void;
}

/**
 * A picture on the atlas. `region`: where, as parts of the texture (left, bottom, width, height); changes
 * when the atlas is laid out again.
 */
export interface PlacedSprite {
  readonly picture: Sprite;
  readonly region: readonly [number, number, number, number];
}

interface Entry extends PlacedSprite {
  region: readonly [number, number, number, number];
  uses: number;
}

/**
 * Many pictures on one texture. What nobody shows any more stays until its room is needed, so that a page
 * that is opened again is there at once.
 */
export class Atlas {
  readonly texture: CanvasTexture;
  readonly #context: CanvasRenderingContext2D;
  readonly #entries = new Map<string, Entry>();
  #shelves: ShelfPacker;

  constructor() {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = FIRST_HEIGHT;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser draws no 2D canvas');
    this.#context = context;
    this.#shelves = new ShelfPacker(WIDTH, FIRST_HEIGHT);
    this.texture = new CanvasTexture(canvas);
    this.texture.colorSpace = SRGBColorSpace;
    // A clear pixel has no colour of its own, which would show as an edge around letters.
    this.texture.premultiplyAlpha = true;
    this.texture.minFilter = LinearMipmapLinearFilter;
    this.texture.magFilter = LinearFilter;
    this.texture.anisotropy = 8;
  }

  /** To be released as often as it was acquired. */
  acquire(picture: Sprite): PlacedSprite {
    const entry = this.#entries.get(picture.key) ?? this.#enter(picture);
    entry.uses++;
    return entry;
  }

  release(printed: PlacedSprite): void {
    const entry = this.#entries.get(printed.picture.key);
    if (entry) entry.uses--;
  }

  dispose(): void {
    this.texture.dispose();
    this.#entries.clear();
  }

  #enter(picture: Sprite): Entry {
    const entry: Entry = { picture, region: [0, 0, 0, 0], uses: 0 };
    if (!this.#print(entry)) this.#startOver(entry);
    this.#entries.set(picture.key, entry);
    return entry;
  }

  /** Lays out what is shown and `entry`, on a larger texture if it must be. */
  #startOver(entry: Entry): void {
    for (const [key, { uses }] of this.#entries) if (uses === 0) this.#entries.delete(key);
    const { canvas } = this.#context;
    const all = [entry, ...this.#entries.values()];
    for (let { height } = canvas; height <= MOST_HEIGHT; height *= 2) {
      this.#shelves = new ShelfPacker(WIDTH, height);
      // Also forgets what is on it.
      canvas.height = height;
      if (all.every(each => this.#print(each))) {
        // The texture of another size is another texture for the renderer.
        this.texture.dispose();
        return;
      }
    }
    throw new Error(`there is no room for ${entry.picture.key} on the atlas`);
  }

  #print(entry: Entry): boolean {
    const { picture } = entry;
    const { density = DENSITY } = picture;
    const width = Math.ceil(picture.width * density);
    const height = Math.ceil(picture.height * density);
    const spot = this.#shelves.place(width + 2 * MARGIN, height + 2 * MARGIN);
    if (!spot) return false;
    const at = { x: spot.x + MARGIN, y: spot.y + MARGIN };
    this.#paint(picture, at, width, height);
    const across = 1 / WIDTH;
    const down = 1 / this.#context.canvas.height;
    entry.region = [at.x * across, 1 - (at.y + height) * down, width * across, height * down];
    this.texture.needsUpdate = true;
    return true;
  }

  #paint(picture: Sprite, { x, y }: Spot, width: number, height: number): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.translate(x, y);
    context.scale(width / picture.width, height / picture.height);
    picture.paint(context);
    context.restore();
  }
}
