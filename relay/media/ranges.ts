import type { ByteRange } from '../../shared/ports.ts';

/**
 * The range that a request's `Range` asks for (RFC 9110, 14.2). More than one part, and units other than
 * bytes, count as no range: all is sent.
 */
export type RequestedRange =
  | { readonly type: 'all' }
  | { readonly type: 'part'; readonly range: ByteRange }
  | { readonly type: 'none' };

const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** Reads a `Range` header. `size`: of the whole, in bytes. */
export function readRange(header: string | undefined, size: number): RequestedRange {
  const match = SINGLE.exec(header?.replaceAll(' ', '') ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return { type: 'all' };
  // Without a first byte it is the number of last bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { type: 'all' };
  return start < end ? { type: 'part', range: { start, end } } : { type: 'none' };
}

/** The part of a whole of `total` bytes that a request sends. */
export interface ContentRange extends ByteRange {
  readonly total: number;
}

/** Reads `Content-Range: bytes a-b/total`; undefined for anything else. */
export function readContentRange(header: string): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header.trim());
  if (!match) return undefined;
  const [start, last, total] = match.slice(1).map(Number) as [number, number, number];
  return start <= last && last < total ? { start, end: last + 1, total } : undefined;
}

/** Yields all of `source` but its first `count` bytes. */
export async function* skip(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of source) {
    if (chunk.length > left) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/** Reads all of `source`; undefined where that is more than `maxBytes`. */
export async function readAll(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
