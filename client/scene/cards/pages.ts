import {
  DataArrayTexture,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  PlaneGeometry,
  RGBAFormat,
  type ShaderMaterial,
  SRGBColorSpace,
  UnsignedByteType,
} from 'three';
import { InstancePool } from '../instancing/pool.ts';
import type { Card, CardStyle } from './card.ts';
import { CARD_FORMATS, type CardFormat } from './formats.ts';
import { type CardUniforms, cardMaterial, cardUniforms } from './material.ts';
import type { CardPainter } from './paint.ts';

/** A picture in use. `pool` draws it with `layer` as the first number of its instance colour. */
export interface CardPicture {
  readonly card: Card;
  readonly pool: InstancePool;
  readonly layer: number;
}

/**
 * A page holds twice as many as the one before it, up to this: many cards take few draw calls, and few cards
 * little memory.
 */
const MOST_LAYERS = 64;

interface Page {
  readonly format: CardFormat;
  readonly texture: DataArrayTexture;
  readonly pixels: Uint8Array;
  readonly material: ShaderMaterial;
  readonly pool: InstancePool;
  /** Layers that nothing is painted on, the next one to use last. */
  readonly free: number[];
  readonly layers: number;
}

interface Entry extends CardPicture {
  readonly page: Page;
  uses: number;
}

/**
 * The pictures of all cards, each painted once however many show it, as layers of a few array textures: a
 * hundred labels are a handful of draw calls. A page goes with its last card.
 */
export class CardPages {
  readonly object = new Group();
  readonly uniforms: CardUniforms = cardUniforms();
  readonly #painter: CardPainter;
  readonly #quad = new PlaneGeometry(1, 1);
  readonly #entries = new Map<string, Entry>();
  readonly #pages = new Map<CardStyle, Set<Page>>();
  /** Pages that have a layer left. */
  readonly #roomy = new Map<CardStyle, Set<Page>>();

  constructor(painter: CardPainter) {
    this.#painter = painter;
    // Cards turn in any direction, and those that stay legible grow up to four times: culling must know.
    this.#quad.computeBoundingSphere();
    if (this.#quad.boundingSphere) this.#quad.boundingSphere.radius *= 4;
    this.object.name = 'cards';
    this.object.matrixAutoUpdate = false;
  }

  get pictures(): number {
    return this.#entries.size;
  }

  get pages(): number {
    return [...this.#pages.values()].reduce((sum, each) => sum + each.size, 0);
  }

  /** The picture of `card`; to be released as often as it was acquired. */
  acquire(card: Card): CardPicture {
    let entry = this.#entries.get(card.key);
    if (!entry) {
      const page = this.#pageWithRoom(card.style);
      const layer = page.free.pop() as number;
      if (page.free.length === 0) this.#roomyOf(card.style).delete(page);
      entry = { card, pool: page.pool, layer, page, uses: 0 };
      this.#entries.set(card.key, entry);
      this.#paint(entry);
    }
    entry.uses++;
    return entry;
  }

  release(picture: CardPicture): void {
    const entry = this.#entries.get(picture.card.key);
    if (!entry) return;
    entry.uses--;
    if (entry.uses > 0) return;
    this.#entries.delete(picture.card.key);
    const { page, layer } = entry;
    const { style } = picture.card;
    page.free.push(layer);
    this.#roomyOf(style).add(page);
    if (page.free.length < page.layers) return;
    this.#pages.get(style)?.delete(page);
    this.#roomyOf(style).delete(page);
    disposePage(page);
  }

  /** Paints every picture again, for a font that has arrived. */
  repaint(): void {
    for (const entry of this.#entries.values()) this.#paint(entry);
  }

  /** Offers every picture again, for a context that has lost its textures. */
  upload(): void {
    for (const pages of this.#pages.values()) {
      for (const { texture } of pages) {
        texture.clearLayerUpdates();
        texture.needsUpdate = true;
      }
    }
  }

  dispose(): void {
    for (const pages of this.#pages.values()) for (const page of pages) disposePage(page);
    this.#pages.clear();
    this.#roomy.clear();
    this.#entries.clear();
    this.#quad.dispose();
    this.object.removeFromParent();
  }

  #paint({ card, page, layer }: Entry): void {
    const { width, height } = page.format;
    page.pixels.set(this.#painter(card, width, height), layer * width * height * 4);
    page.texture.addLayerUpdate(layer);
    page.texture.needsUpdate = true;
  }

  #roomyOf(style: CardStyle): Set<Page> {
    const roomy = this.#roomy.get(style) ?? new Set();
    this.#roomy.set(style, roomy);
    return roomy;
  }

  #pageWithRoom(style: CardStyle): Page {
    const roomy = this.#roomyOf(style);
    const [found] = roomy;
    if (found) return found;
    const pages = this.#pages.get(style) ?? new Set();
    const format = CARD_FORMATS[style];
    const { width, height } = format;
    const layers = Math.min(MOST_LAYERS, format.layers * 2 ** pages.size);
    const pixels = new Uint8Array(width * height * layers * 4);
    const texture = new DataArrayTexture(pixels, width, height, layers);
    texture.format = RGBAFormat;
    texture.type = UnsignedByteType;
    texture.colorSpace = SRGBColorSpace;
    texture.minFilter = LinearMipmapLinearFilter;
    texture.magFilter = LinearFilter;
    texture.generateMipmaps = true;
    texture.anisotropy = 8;
    const material = cardMaterial(texture, format.faces, format.corner, this.uniforms);
    const pool = new InstancePool(style, this.#quad, material);
    const page: Page = {
      format,
      texture,
      pixels,
      material,
      pool,
      free: Array.from({ length: layers }, (_, i) => layers - 1 - i),
      layers,
    };
    this.#pages.set(style, pages.add(page));
    roomy.add(page);
    this.object.add(pool.object);
    return page;
  }
}

function disposePage(page: Page): void {
  page.pool.dispose();
  page.texture.dispose();
  page.material.dispose();
}
