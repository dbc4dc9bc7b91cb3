/** The type and size of a picture, read from its first bytes alone: nothing is decoded. */
export interface ImageHeader {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/ktx2';
  /** Pixels; at least 1. */
  readonly width: number;
  readonly height: number;
}

const startsWith = (bytes: Uint8Array, at: number, ...values: readonly number[]): boolean =>
  values.every((value, i) => bytes[at + i] === value);
const ascii = (text: string): number[] => [...text].map(char => char.charCodeAt(0));

/**
 * Undefined for anything that is not a PNG, JPEG, WebP or KTX2 with a size. Only the type is taken from it,
 * never the name of a file.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const size = png(bytes) ?? webp(bytes) ?? jpeg(bytes) ?? ktx2(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function png(bytes: Uint8Array): ImageHeader | undefined {
  const isPng = startsWith(bytes, 0, 0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a);
  if (!isPng || bytes.length < 24 || !startsWith(bytes, 12, ...ascii('IHDR'))) return undefined;
  return { type: 'image/png', width: view(bytes).getUint32(16), height: view(bytes).getUint32(20) };
}

/** Start-of-frame markers (ITU T.81, table B.1); C4, C8 and CC in their midst mean something else. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function jpeg(bytes: Uint8Array): ImageHeader | undefined {
  if (!startsWith(bytes, 0, 0xff, 0xd8, 0xff)) return undefined;
  const data = view(bytes);
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) {
      return { type: 'image/jpeg', height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    } else {
      const length = data.getUint16(at + 2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

function webp(bytes: Uint8Array): ImageHeader | undefined {
  const isWebp = startsWith(bytes, 0, ...ascii('RIFF')) && startsWith(bytes, 8, ...ascii('WEBP'));
  if (!isWebp || bytes.length < 30) return undefined;
  const data = view(bytes);
  const type = 'image/webp';
  if (startsWith(bytes, 12, ...ascii('VP8X'))) {
    const uint24 = (at: number): number => data.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
    return { type, width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  if (startsWith(bytes, 12, ...ascii('VP8L')) && bytes[20] === 0x2f) {
    const bits = data.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (startsWith(bytes, 12, ...ascii('VP8 ')) && startsWith(bytes, 23, 0x9d, 0x01, 0x2a)) {
    return { type, width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
  }
  return undefined;
}

function ktx2(bytes: Uint8Array): ImageHeader | undefined {
  const isKtx2 = startsWith(bytes, 0, 0xab, ...ascii('KTX 20'), 0xbb, 0x0d, 0x0a, 0x1a, 0x0a);
  if (!isKtx2 || bytes.length < 28) return undefined;
  const data = view(bytes);
  return { type: 'image/ktx2', width: data.getUint32(20, true), height: data.getUint32(24, true) };
}
