import { ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import { cutText } from '../../../shared/text.ts';
import { type Disk, readSessionFile } from '../../disk/index.ts';
import { UNTITLED } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { LibraryStore } from '../session/library.ts';
import { withStoredDocument } from '../session/stored-document.ts';

/** `name`, cut where it is long, with an ending that says that it is a copy. */
function copyName(name: string): string {
  const suffix = texts.naming.COPY_SUFFIX;
  return `${cutText(nameOf(name) || UNTITLED, LIMITS.nameChars - suffix.length).trimEnd()}${suffix}`;
}

/**
 * Makes a new session on this device with the content of a session file; this person is its host. Resolves
 * once it is on the disk.
 */
export async function keepFork(
  { disk, library }: { readonly disk: Disk; readonly library: LibraryStore },
  file: Blob,
): Promise<Result<SessionId>> {
  const read = await readSessionFile(file);
  if (!read.ok) return read;
  const { id } = await library.create(copyName(read.value.name));
  const written = await withStoredDocument(disk, id, document => {
    read.value.writeTo(document);
    return ok(document.objects.size);
  });
  if (written.ok) await library.patch(id, { objects: written.value, waiting: 1 });
  await library.refresh();
  return written.ok ? ok(id) : written;
}
