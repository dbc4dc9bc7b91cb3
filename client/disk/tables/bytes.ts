import { digest } from 'lib0/hash/sha256';
import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import type { TableChange, Tables } from './tables.ts';

/** Bytes instead of a `Blob`: WebKit has lost the content of blobs in IndexedDB. */
const stored = z.object({ type: z.string(), bytes: z.instanceof(Uint8Array) });

/** Turns a file into a value of the table `bytes`. */
export async function toStoredBytes(content: Blob): Promise<z.output<typeof stored>> {
  return { type: content.type, bytes: new Uint8Array(await content.arrayBuffer()) };
}

export async function readBytes(tables: Tables, key: string): Promise<Result<Blob | undefined>> {
  const found = await tables.get('bytes', key);
  if (!found.ok) return found;
  const read = stored.safeParse(found.value);
  if (!read.success) return ok(undefined);
  return ok(new Blob([new Uint8Array(read.data.bytes)], { type: read.data.type }));
}

/** Writes all changes or none; once more where the disk is full and `freeSpace` frees something. */
export async function writeWithSpace(
  tables: Tables,
  changes: readonly TableChange[],
  freeSpace: () => Promise<boolean>,
): Promise<Result<void>> {
  const first = await tables.write(changes);
  if (first.ok || first.error.code !== 'disk/full' || !(await freeSpace())) return first;
  return tables.write(changes);
}

/** Hashes bytes with SHA-256, in hex: the name of a file. Without WebCrypto it takes longer. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto;
  const hash = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : digest(bytes);
  return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
