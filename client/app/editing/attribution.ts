import { isUserId, type UserId } from '../../../shared/ids.ts';
import type { Authors } from '../../../shared/relay-messages.ts';
import { type SessionDocument, type SessionObject, writersOf } from '../../../shared/session/index.ts';
import { claimedTime } from '../../../shared/time.ts';
import type { Attribution } from '../../model/index.ts';

/** One value where all agree. */
export function common<T>(values: readonly T[]): T | undefined {
  const [first, ...rest] = values;
  return rest.every(each => each === first) ? first : undefined;
}

export const userIn = (value: string | undefined): UserId | undefined =>
  isUserId(value) ? value : undefined;

type Made = Attribution | 'several' | undefined;

/**
 * Who placed these and who changed them since: by the relay's knowledge of whose client ids are whose, or
 * else as the document claims. Yjs keeps no order among the writers of different keys, so of several changers
 * nobody is the last.
 */
export function attribute(
  { doc }: SessionDocument,
  objects: readonly SessionObject[],
  authors: Authors,
): { readonly created: Made; readonly changed: Made } {
  const author = (client: number): UserId | undefined => userIn(authors[client]);
  const writers = objects.map(({ id }) => writersOf(doc, id));
  const makers = writers.map(each => each && author(each.maker));
  const claims = objects.map(({ by }) => userIn(by));
  const said = common(objects.map(each => each.at));
  const at = said === undefined ? undefined : claimedTime(said);
  const changers = writers.flatMap(each => [...(each?.changers ?? [])].map(author));
  const created = madeBy(makers, true) ?? madeBy(claims, false);
  return {
    // The time is a claim of the same person, or nobody's.
    created:
      created && created !== 'several' && common(claims) === created.user ? { ...created, at } : created,
    changed: madeBy(changers, true),
  };
}

function madeBy(users: readonly (UserId | undefined)[], certain: boolean): Made {
  const known = new Set(users.filter(user => user !== undefined));
  if (known.size > 1) return 'several';
  const user = common(users);
  return user && { user, at: undefined, certain };
}
