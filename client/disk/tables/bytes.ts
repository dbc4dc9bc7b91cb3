import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import type { TableChange, Tables } from './tables.ts';

/** Bytes instead of a `Blob`: WebKit has lost the content of blobs in IndexedDB. */
const stored = z.object({ type: z.string(), bytes: z.instanceof(Uint8Array) });

/** A file as a value of the table `bytes`. */
export async function bytesOf(content: Blob): Promise<z.output<typeof stored>> {
  return { type: content.type, bytes: new Uint8Array(await content.arrayBuffer()) };
}

export async function readBytes(tables: Tables, key: string): Promise<Result<Blob | undefined>> {
  const found = await tables.get('bytes', key);
  if (!found.ok) return found;
  const read = stored.safeParse(found.value);
  if (!read.success) return ok(undefined);
  return ok(new Blob([new Uint8Array(read.data.bytes)], { type: read.data.type }));
}

/**
 * Writes all of it or nothing; once more after `makeRoom`, where the disk is full and that frees something.
 */
export async function writeWithRoom(
  tables: Tables,
  changes: readonly TableChange[],
  makeRoom: () => Promise<boolean>,
): Promise<Result<void>> {
  const first = await tables.write(changes);
  if (first.ok || first.error.code !== 'disk/full' || !(await makeRoom())) return first;
  return tables.write(changes);
}
