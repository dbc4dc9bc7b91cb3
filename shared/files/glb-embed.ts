import { fromBase64 } from 'lib0/buffer';
import { encodeUtf8 } from 'lib0/string';
import { fail, ok, type Result } from '../errors.ts';
import { type Gltf, isFallback, packedOf } from './gltf.ts';
import { type ImageHeader, readImageHeader } from './image.ts';

/** The longest component of an accessor; each piece begins at a multiple of it. */
const ALIGN_BYTES = 4;

const CUT_OFF = fail('model/broken', 'a buffer is cut off');

/**
 * Moves the bytes of all `data:` URIs of buffers and of `usedImages` behind the binary chunk, and returns
 * both together: the model's first buffer, and its only one with bytes. Fails with `model/external` where
 * something is in another file, and with `model/broken`.
 */
export function embed(model: Gltf, bin: Uint8Array, usedImages: ReadonlySet<number>): Result<Uint8Array> {
  const pieces = new Pieces();
  /** Where each buffer went: which one it is now, and the place of its first byte there. */
  const moved: { readonly buffer: number; readonly start: number }[] = [];
  const fallbacks: Gltf['buffers'] = [];
  for (const [i, buffer] of model.buffers.entries()) {
    if (isFallback(buffer)) {
      moved.push({ buffer: fallbacks.push(buffer), start: 0 });
      continue;
    }
    if (buffer.uri === undefined && i > 0) return fail('model/broken', 'a buffer without bytes');
    const bytes = buffer.uri === undefined ? ok(bin) : bytesOf(buffer.uri);
    if (!bytes.ok) return bytes;
    if (bytes.value.length < buffer.byteLength) return CUT_OFF;
    moved.push({ buffer: 0, start: pieces.append(bytes.value.subarray(0, buffer.byteLength)) });
  }
  for (const view of model.bufferViews) {
    for (const place of [view, packedOf(view)]) {
      if (!place) continue;
      const to = moved[place.buffer];
      const { byteLength = 0 } = model.buffers[place.buffer] ?? {};
      if (!to || place.byteOffset + place.byteLength > byteLength) {
        return fail('model/broken', 'a buffer view is outside its buffer');
      }
      place.buffer = to.buffer;
      place.byteOffset += to.start;
    }
  }
  for (const i of usedImages) {
    const image = model.images[i];
    if (image?.uri === undefined) continue;
    const bytes = bytesOf(image.uri);
    if (!bytes.ok) return bytes;
    const view = { buffer: 0, byteOffset: pieces.append(bytes.value), byteLength: bytes.value.length };
    image.bufferView = model.bufferViews.push(view) - 1;
    delete image.uri;
  }
  const all = pieces.joined();
  model.buffers = [{ byteLength: all.length }, ...fallbacks];
  for (const i of usedImages) {
    const image = model.images[i];
    const header = headerOf(model, all, i);
    // The loader drops a picture of which the file does not say what it is, and believes what it says.
    if (image && header) image.mimeType = header.type;
  }
  return ok(all);
}

/** Returns the header of an image, read from its bytes in `bin`; undefined where nobody can read it. */
export function headerOf(model: Gltf, bin: Uint8Array, image: number): ImageHeader | undefined {
  const view = model.bufferViews[model.images[image]?.bufferView ?? -1];
  return view && readImageHeader(bin.subarray(view.byteOffset, view.byteOffset + view.byteLength));
}

class Pieces {
  readonly #pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #length = 0;

  /** Returns where the bytes will be. */
  append(bytes: Uint8Array): number {
    const at = Math.ceil(this.#length / ALIGN_BYTES) * ALIGN_BYTES;
    this.#pieces.push({ at, bytes });
    this.#length = at + bytes.length;
    return at;
  }

  joined(): Uint8Array {
    const [first] = this.#pieces;
    if (first && this.#pieces.length === 1) return first.bytes;
    const all = new Uint8Array(this.#length);
    for (const { at, bytes } of this.#pieces) all.set(bytes, at);
    return all;
  }
}

/** The bytes of a `data:` URI (RFC 2397). */
function bytesOf(uri: string): Result<Uint8Array> {
  const comma = uri.indexOf(',');
  if (!/^data:/i.test(uri) || comma < 0) return fail('model/external');
  const isBase64 = /;\s*base64\s*$/i.test(uri.slice(0, comma));
  try {
    const data = uri.slice(comma + 1);
    if (!isBase64) return ok(percentDecoded(data));
    const plain = decodeURIComponent(data).replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return fail('model/broken', 'an embedded file is not base64');
    return ok(fromBase64(plain));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail('model/broken', 'an embedded file cannot be read', error);
  }
}

/** Any bytes, where `decodeURIComponent` takes only those that are text. */
function percentDecoded(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const part of text.match(/%[0-9a-f]{2}|[^%]+|%/gi) ?? []) {
    if (part.length === 3 && part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of encodeUtf8(part)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
