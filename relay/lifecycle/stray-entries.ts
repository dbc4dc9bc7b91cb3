import { isSessionId, type SessionId } from '../../shared/ids.ts';
import type { RecordValue, RelayStore } from '../../shared/ports.ts';

const PAGE_COUNT = 1_000;

/** Collections whose entries lead to a session that their keys do not begin with. */
const LEADING: readonly {
  readonly collection: 'memberships' | 'codes';
  readonly sessionOf: (key: string, value: RecordValue) => unknown;
}[] = [
  { collection: 'memberships', sessionOf: key => key.split('/')[1] },
  { collection: 'codes', sessionOf: (_key, { session }) => session },
];

/**
 * Deletes entries that lead to a session that is gone, from before deleting took them along. `ifGone` runs
 * its work only where the session was deleted or has been unknown for long, while nobody can bring it in, and
 * returns its result, or 0. Returns how many entries were deleted.
 */
export async function dropStrayEntries(
  store: Pick<RelayStore, 'list' | 'write'>,
  ifGone: (id: SessionId, work: () => Promise<number>) => Promise<number>,
): Promise<number> {
  let dropped = 0;
  for (const { collection, sessionOf } of LEADING) {
    const leading = new Map<SessionId, string[]>();
    let after: string | undefined;
    for (;;) {
      const page = await store.list(collection, {
        limit: PAGE_COUNT,
        ...(after === undefined ? {} : { after }),
      });
      for (const [key, value] of page) {
        const id = sessionOf(key, value);
        if (isSessionId(id)) leading.set(id, [...(leading.get(id) ?? []), key]);
      }
      after = page.at(-1)?.[0];
      if (after === undefined) break;
    }
    for (const [id, keys] of leading) {
      dropped += await ifGone(id, async () => {
        await store.write(keys.map(key => ({ type: 'remove', collection, key })));
        return keys.length;
      });
    }
  }
  return dropped;
}
