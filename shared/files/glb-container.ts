import { decodeUtf8, encodeUtf8 } from 'lib0/string';
import { fail, ok, type Result } from '../errors.ts';

export interface GlbContainer {
  readonly json: unknown;
  /** The binary chunk; empty where there is none. */
  readonly bin: Uint8Array;
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const SPACE = 0x20;

/** Bytes that a chunk of `length` bytes is padded with (glTF 2.0, section 4.4.3). */
const padding = (length: number): number => (4 - (length % 4)) % 4;

/**
 * Opens a GLB (glTF 2.0, section 4): the JSON and the bytes, neither looked into. Takes what exporters get
 * wrong without changing what they mean: a byte order mark, padding with NUL, text that is not UTF-8. Fails
 * with `model/not-glb` or `model/broken`.
 */
export function openGlb(bytes: Uint8Array): Result<GlbContainer> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES + CHUNK_HEADER_BYTES || data.getUint32(0, true) !== MAGIC) {
    return fail('model/not-glb');
  }
  if (data.getUint32(4, true) !== 2) return fail('model/not-glb', 'not version 2');
  const end = data.getUint32(8, true);
  if (end > bytes.length) return fail('model/broken', 'cut off');
  let json: Uint8Array | undefined;
  let bin: Uint8Array = new Uint8Array(0);
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= end; ) {
    const length = data.getUint32(at, true);
    const type = data.getUint32(at + 4, true);
    const start = at + CHUNK_HEADER_BYTES;
    if (start + length > end) return fail('model/broken', 'a chunk is cut off');
    const content = bytes.subarray(start, start + length);
    if (type === JSON_CHUNK && json === undefined) json = content;
    else if (type === BIN_CHUNK && bin.length === 0) bin = content;
    at = start + length + padding(length);
  }
  if (!json) return fail('model/broken', 'no JSON');
  try {
    const text = decodeText(json).replace(/^\uFEFF/, '');
    return ok({ json: JSON.parse(withoutPadding(text)), bin });
  } catch (error) {
    if (error instanceof Error) return fail('model/broken', 'its JSON cannot be read', error);
    throw error;
  }
}

/**
 * Returns a GLB of one JSON chunk and, where there are bytes, one binary chunk. Throws a `RangeError` where
 * `json` is nested too deep.
 */
export function packGlb({ json, bin }: GlbContainer): Uint8Array {
  const text = encodeUtf8(JSON.stringify(json));
  const jsonLength = text.length + padding(text.length);
  const binLength = bin.length + padding(bin.length);
  const total =
    HEADER_BYTES + CHUNK_HEADER_BYTES + jsonLength + (bin.length > 0 ? CHUNK_HEADER_BYTES + binLength : 0);
  const bytes = new Uint8Array(total);
  const data = new DataView(bytes.buffer);
  const start = HEADER_BYTES + CHUNK_HEADER_BYTES;
  for (const [i, word] of [MAGIC, 2, total, jsonLength, JSON_CHUNK].entries())
    data.setUint32(i * 4, word, true);
  bytes.fill(SPACE, start, start + jsonLength);
  bytes.set(text, start);
  if (bin.length > 0) {
    data.setUint32(start + jsonLength, binLength, true);
    data.setUint32(start + jsonLength + 4, BIN_CHUNK, true);
    bytes.set(bin, start + jsonLength + CHUNK_HEADER_BYTES);
  }
  return bytes;
}

/** Without what exporters fill the chunk up with: NUL, spaces, or both. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= SPACE) end -= 1;
  return text.slice(0, end);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return decodeUtf8(latin1ToUtf8(bytes));
  }
}

/**
 * The same text in UTF-8, where each byte that is not part of any counts as Latin-1: what the exporters mean
 * that write such names.
 */
function latin1ToUtf8(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      out.set(bytes.subarray(at, at + size), length);
      length += size;
      at += size;
    } else {
      const byte = bytes[at] ?? 0;
      out[length] = 0xc0 | (byte >> 6);
      out[length + 1] = 0x80 | (byte & 0x3f);
      length += 2;
      at += 1;
    }
  }
  return out.subarray(0, length);
}

/** Bytes of the UTF-8 sequence that begins here, 0 where none does (Unicode 15.0, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  if (first < 0x80) return 1;
  const size =
    first >= 0xc2 && first <= 0xdf
      ? 2
      : first >= 0xe0 && first <= 0xef
        ? 3
        : first >= 0xf0 && first <= 0xf4
          ? 4
          : 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (size === 0 || second < low || second > high) return 0;
  for (let i = 2; i < size; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}
