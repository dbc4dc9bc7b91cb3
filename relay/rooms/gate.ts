import * as Y from 'yjs';
import { CLOSE, type CloseCode } from '../../shared/protocol.ts';
import type { Role } from '../../shared/session/index.ts';
import { type Deletion, summarize, type UpdateSummary } from './update-reader.ts';

/** What the relay does with an update, decided before any of it is applied. */
export type Verdict =
  | { readonly type: 'accept' }
  /** It brings nothing that the document does not hold. */
  | { readonly type: 'nothing-new' }
  /** It hangs on edits that the relay has not seen. */
  | { readonly type: 'gap' }
  | { readonly type: 'refuse'; readonly code: CloseCode; readonly reason: string };

const known = (doc: Y.Doc, client: number): number => Y.getState(doc.store, client);

function hasGap(doc: Y.Doc, update: UpdateSummary): boolean {
  const reach = (client: number): number => Math.max(known(doc, client), update.structs.get(client)?.to ?? 0);
  for (const [client, { from, holeEnd }] of update.structs) {
    const have = known(doc, client);
    if (from > have || (holeEnd !== undefined && holeEnd > have)) return true;
  }
  for (const [client, clock] of update.needs) if (clock >= reach(client)) return true;
  return update.deletes.some(({ client, to }) => to > reach(client));
}

function isDeleted(doc: Y.Doc, { client, from, to }: Deletion): boolean {
  const structs = doc.store.clients.get(client);
  if (!structs || to > known(doc, client)) return false;
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i];
    if (!struct || struct.id.clock >= to) return true;
    if (!struct.deleted) return false;
  }
  return true;
}

const bringsNothing = (doc: Y.Doc, update: UpdateSummary): boolean =>
  [...update.structs].every(([client, { to }]) => to <= known(doc, client)) &&
  update.deletes.every(each => isDeleted(doc, each));

/** Judges one V1 update from a participant against the document as it is. Changes nothing. */
export function judge(update: Uint8Array, doc: Y.Doc, role: Role): Verdict {
  const summary = summarize(update);
  if (!summary) return { type: 'refuse', code: CLOSE.badRequest, reason: 'not a Yjs update' };
  if (bringsNothing(doc, summary)) return { type: 'nothing-new' };
  if (role === 'viewer') {
    return { type: 'refuse', code: CLOSE.forbidden, reason: 'a viewer may not change this session' };
  }
  return hasGap(doc, summary) ? { type: 'gap' } : { type: 'accept' };
}
