import { decodeUtf8 } from 'lib0/string';
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

/** Opens a GLB (glTF 2.0, section 4): the JSON and the bytes, neither looked into. Fails with `model/not-glb` or `model/broken`. */
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
    // Chunks are padded to four bytes.
    at = start + length + ((4 - (length % 4)) % 4);
  }
  if (!json) return fail('model/broken', 'no JSON');
  try {
    return ok({ json: JSON.parse(decodeUtf8(json)), bin });
  } catch (error) {
    if (error instanceof Error) return fail('model/broken', 'its JSON cannot be read', error);
    throw error;
  }
}
