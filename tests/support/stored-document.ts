import { openStorage } from '../../relay/storage/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { StoredDocument } from '../../shared/ports.ts';

/** Returns what a data folder, which no relay may be using, holds of a session's document. */
export async function storedDocument(folder: string, id: SessionId): Promise<StoredDocument | undefined> {
  const opened = await openStorage({
    folder,
    masterKey: undefined,
    onUnreadable: error => {
      throw error;
    },
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const stored = await opened.value.store.load(id);
  await opened.value.store.close();
  return stored;
}
