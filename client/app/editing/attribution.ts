import { isUserId, type UserId } from '../../../shared/ids.ts';
import type { Authors } from '../../../shared/relay-messages.ts';
import { type SessionDocument, type SessionObject, writersOf } from '../../../shared/session/index.ts';
import { claimedTime } from '../../../shared/time.ts';
import type { Attribution } from '../../model/index.ts';

/** The one value where all are equal. */
export function common<T>(values: readonly T[]): T | undefined {
  const [first, ...rest] = values;
  return rest.every(each => each === first) ? first : undefined;
}

export const userIn = (value: string | undefined): UserId | undefined =>
  isUserId(value) ? value : undefined;

type Attributed = Attribution | 'several' | undefined;

/**
 * The people who placed these and who changed them since: by the relay's knowledge of whose client ids are
 * whose, or else as the document claims. Yjs keeps no order among the writers of different keys, so of more
 * than one nobody is the last.
 */
export function attribute(
  { doc }: SessionDocument,
  objects: readonly SessionObject[],
  authors: Authors,
): { readonly created: Attributed; readonly changed: Attributed } {
  const author = (client: number): UserId | undefined => userIn(authors[client]);
  const writers = objects.map(({ id }) => writersOf(doc, id));
  const creators = writers.map(each => each && author(each.maker));
  const claims = objects.map(({ by }) => userIn(by));
  const claimed = common(objects.map(each => each.at));
  const at = claimed === undefined ? undefined : claimedTime(claimed);
  const changers = writers.flatMap(each => [...(each?.changers ?? [])].map(author));
  const created = attributed(creators, true) ?? attributed(claims, false);
  return {
    // The time is a claim of the same person, or nobody's.
    created:
      created && created !== 'several' && common(claims) === created.user ? { ...created, at } : created,
    changed: attributed(changers, true),
  };
}

function attributed(users: readonly (UserId | undefined)[], certain: boolean): Attributed {
  const known = new Set(users.filter(user => user !== undefined));
  if (known.size > 1) return 'several';
  const user = common(users);
  return user && { user, at: undefined, certain };
}
