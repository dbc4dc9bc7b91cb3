import { ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import { SessionDocument } from '../../../shared/session/index.ts';
import { cutText } from '../../../shared/text.ts';
import { type Disk, readSessionFile } from '../../disk/index.ts';
import { UNTITLED } from '../../model/index.ts';
import type { LibraryStore } from '../session/library.ts';

const COPY = ' (my copy)';

/** A name that ends in what it is; of a long one its beginning. */
const copyName = (name: string): string =>
  `${cutText(nameOf(name) || UNTITLED, LIMITS.nameChars - COPY.length).trimEnd()}${COPY}`;

/**
 * A new session on this device with the content of a session file, of which this person is the host. It is on
 * the disk when this resolves.
 */
export async function keepFork(
  { disk, library }: { readonly disk: Disk; readonly library: LibraryStore },
  file: Blob,
): Promise<Result<SessionId>> {
  const read = await readSessionFile(file);
  if (!read.ok) return read;
  const entry = await library.create(copyName(read.value.name));
  const document = new SessionDocument();
  const store = disk.attachDocument(entry.id, document);
  try {
    const settled = await store.settled;
    if (!settled.ok) return settled;
    read.value.writeTo(document);
    const flushed = await store.flush();
    if (!flushed.ok) return flushed;
    await library.patch(entry.id, { objects: document.objects.size, waiting: 1 });
    return ok(entry.id);
  } finally {
    await store.close();
    document.destroy();
    await library.refresh();
  }
}
