import type { SessionId } from '../../shared/ids.ts';
import type { RelayStore, StoredDocument } from '../../shared/ports.ts';
import type { FileStore } from './file-store.ts';
import { FrameWriter, readFrames, type SealedPlace } from './frames.ts';

/** Writes a sealed file as a whole, in the place of what was there; flushed when it resolves. */
export async function writeSealedFile(
  files: FileStore,
  folder: string,
  name: string,
  place: SealedPlace,
  content: Uint8Array,
): Promise<void> {
  const draft = await files.draft(folder, name);
  try {
    await draft.truncate(0);
    const writer = await FrameWriter.resume(draft, place, content.length);
    await writer.write(content);
    await writer.finish();
    await draft.publish();
  } finally {
    await draft.keep();
  }
}

/** Returns the content of a sealed file; undefined where there is none. Throws `CorruptData`. */
export async function readSealedFile(
  files: FileStore,
  folder: string,
  name: string,
  place: SealedPlace,
): Promise<Uint8Array | undefined> {
  const file = await files.open(folder, name);
  if (!file) return undefined;
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of readFrames(file, place)) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}

/** Writes a whole document into a store that has nothing of it. */
export async function writeDocument(
  store: RelayStore,
  id: SessionId,
  { snapshot, updates }: Pick<StoredDocument, 'snapshot' | 'updates'>,
): Promise<void> {
  if (snapshot) await store.compact(id, await store.append(id, snapshot), snapshot);
  await Promise.all(updates.map(update => store.append(id, update)));
}
