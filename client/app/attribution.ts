import type { Authors } from '../../shared/conversation.ts';
import { isUserId, type UserId } from '../../shared/ids.ts';
import { type SessionDocument, type SessionObject, writersOf } from '../../shared/session/index.ts';
import type { Attribution } from '../model/index.ts';

/** One value where all agree. */
export function common<T>(values: readonly T[]): T | undefined {
  const [first, ...rest] = values;
  return rest.every(each => each === first) ? first : undefined;
}

export const userIn = (value: string | undefined): UserId | undefined =>
  isUserId(value) ? value : undefined;

/**
 * Who placed all of these and who changed them since: by the relay's knowledge of whose client ids are whose, or else as the document
 * claims. Undefined where nobody knows or several did: Yjs keeps no order among the writers of different keys.
 */
export function attribute(
  { doc }: SessionDocument,
  objects: readonly SessionObject[],
  authors: Authors,
): { readonly created: Attribution | undefined; readonly changed: Attribution | undefined } {
  const author = (client: number): UserId | undefined => userIn(authors[client]);
  const writers = objects.map(({ id }) => writersOf(doc, id));
  const maker = common(writers.map(each => each && author(each.maker)));
  const by = userIn(common(objects.map(each => each.by)));
  const at = common(objects.map(each => each.at));
  const changers = [...new Set(writers.flatMap(each => [...(each?.changers ?? [])].map(author)))];
  const [changer] = changers;
  return {
    // The time is a claim of the same person, or nobody's.
    created: maker
      ? { user: maker, at: by === maker ? at : undefined, certain: true }
      : by && { user: by, at, certain: false },
    changed: changers.length === 1 && changer ? { user: changer, at: undefined, certain: true } : undefined,
  };
}
