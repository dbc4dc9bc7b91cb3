import { crc32, deflateSync } from 'node:zlib';
import { makeGlb } from '../shared/files/make-glb.ts';

const COMPONENT_TYPES = new Map<unknown, number>([
  [Int8Array, 5120],
  [Uint8Array, 5121],
  [Int16Array, 5122],
  [Uint16Array, 5123],
  [Uint32Array, 5125],
  [Float32Array, 5126],
]);
const TYPES = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 } as const;
type Values = Int8Array | Uint8Array | Int16Array | Uint16Array | Uint32Array | Float32Array;

/** Gathers the bytes of a GLB while its JSON is written. */
export class GlbMaker {
  readonly #accessors: Record<string, unknown>[] = [];
  readonly #views: Record<string, unknown>[] = [];
  readonly #images: Record<string, unknown>[] = [];
  #bytes: number[] = [];

  /** Answers the accessor's number. */
  accessor(type: keyof typeof TYPES, values: Values | readonly number[], more: object = {}): number {
    const typed = Array.isArray(values) ? Float32Array.from(values) : (values as Values);
    const bytes = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
    const said = {
      bufferView: this.view(bytes),
      componentType: COMPONENT_TYPES.get(typed.constructor),
      count: typed.length / TYPES[type],
      type,
    };
    return this.#accessors.push({ ...said, ...more }) - 1;
  }

  positions(values: readonly number[]): number {
    const axis = (a: number) => values.filter((_, i) => i % 3 === a);
    const most = (pick: (...n: number[]) => number) => [0, 1, 2].map(a => pick(...axis(a)));
    return this.accessor('VEC3', values, { min: most(Math.min), max: most(Math.max) });
  }

  /** A number of `images`, which textures name as their source. */
  image(png: Uint8Array): number {
    return this.#images.push({ bufferView: this.view(png), mimeType: 'image/png' }) - 1;
  }

  view(bytes: Uint8Array): number {
    while (this.#bytes.length % 4) this.#bytes.push(0);
    const byteOffset = this.#bytes.length;
    this.#bytes.push(...bytes);
    return this.#views.push({ buffer: 0, byteOffset, byteLength: bytes.length }) - 1;
  }

  glb(json: object): Uint8Array {
    while (this.#bytes.length % 4) this.#bytes.push(0);
    return makeGlb(
      {
        asset: { version: '2.0' },
        scene: 0,
        scenes: [{ nodes: [0] }],
        nodes: [{ mesh: 0 }],
        accessors: this.#accessors,
        bufferViews: this.#views,
        buffers: [{ byteLength: this.#bytes.length }],
        ...(this.#images.length > 0 ? { images: this.#images } : {}),
        ...json,
      },
      Uint8Array.from(this.#bytes),
    );
  }
}

/** A PNG file of these pixels (RGBA), row by row from the top. */
export function png(width: number, pixels: readonly (readonly number[])[]): Uint8Array {
  const height = pixels.length / width;
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...pixels.slice(y * width, (y + 1) * width).flat(),
  ]);
  const word = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  const chunk = (name: string, data: readonly number[]) => {
    const body = [...new TextEncoder().encode(name), ...data];
    return [...word(data.length), ...body, ...word(crc32(Uint8Array.from(body)))];
  };
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', [...word(width), ...word(height), 8, 6, 0, 0, 0]),
    ...chunk('IDAT', [...deflateSync(Uint8Array.from(rows.flat()))]),
    ...chunk('IEND', []),
  ]);
}
