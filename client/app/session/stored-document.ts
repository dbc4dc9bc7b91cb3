import { ok, type Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { SessionDocument } from '../../../shared/session/index.ts';
import type { Disk } from '../../disk/index.ts';

/**
 * Lets `use` read or write the document of a session that is not open. Resolves with what it returned once
 * all of it is on the disk. Failures are those of `use`, and `disk/*`.
 */
export async function withStoredDocument<T>(
  disk: Disk,
  id: SessionId,
  use: (document: SessionDocument) => Result<T>,
): Promise<Result<T>> {
  const document = new SessionDocument();
  const store = disk.attachDocument(id, document);
  try {
    const settled = await store.settled;
    if (!settled.ok) return settled;
    const used = use(document);
    if (!used.ok) return used;
    const flushed = await store.flush();
    return flushed.ok ? ok(used.value) : flushed;
  } finally {
    await store.close();
    document.destroy();
  }
}
