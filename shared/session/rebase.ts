import * as Y from 'yjs';
import { passesAgain } from '../errors/policy.ts';
import type { ErrorCode } from '../errors.ts';
import type { Authors, GateCode, RefusedUpdate } from '../relay-messages.ts';
import { SessionDocument } from './document.ts';
import { deniedReason } from './edit-permission.ts';
import { type Edit, ROOTS_OF_PEOPLE, unknownEdits, writeEdit } from './edits.ts';
import { isNoName, plainEdit } from './plain.ts';
import type { Writer } from './roles.ts';
import { root } from './schema.ts';
import { formatState } from './upgrade.ts';

const placeOf = ({ root, id }: { readonly root: string; readonly id?: string | undefined }): string =>
  id === undefined ? root : `${root}/${id}`;

export interface RebaseOptions {
  /** The relay's whole document as one Yjs update (V1). */
  readonly update: Uint8Array;
  /** The error of the refusal; `paths` are those that the refused update would have written. */
  readonly code: ErrorCode;
  readonly paths: RefusedUpdate['paths'];
  /** True where a rebase has led to another refusal: nothing is sent again until a person decides. */
  readonly isRepeated: boolean;
  readonly writer: Writer;
  readonly authors: Authors;
  /** Yjs client ids that this device has written under. */
  readonly clients: readonly number[];
}

export interface Rebased {
  /** Edits that were written into the document again, for the relay. */
  readonly sent: readonly Edit[];
  readonly kept: readonly Edit[];
  /** The reason for which those were kept. */
  readonly code: ErrorCode;
}

/**
 * Swaps the session to the relay's state and writes this device's permitted edits into that again, under a
 * new client id and in their order. All others are kept. Where the relay has another history, or a newer
 * format, all are: a merge would be one that nobody asked for, or that this version does not understand.
 */
export function rebase(document: SessionDocument, options: RebaseOptions): Rebased {
  const { update, code, paths, isRepeated, writer, authors, clients } = options;
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, update);
  // Client ids that the relay does not know are this device's.
  const isOwn = (client: number): boolean => (authors[client] ?? writer.user) === writer.user;
  const found = unknownEdits(document.doc, fresh, {
    isOwn,
    isOtherHistory: code === 'link/epoch',
    // Ids are drawn at random, and two may be the same.
    claimed: new Set([document.doc.clientID, ...clients].filter(client => !isOwn(client))),
  });
  // The relay takes no invisible name.
  const edits = found.map(plainEdit).filter(edit => !isNoName(edit));
  const split = (isKept: (edit: Edit) => boolean, why: ErrorCode): Rebased => {
    const sent = edits.filter(edit => !isKept(edit));
    document.swap(fresh, sent);
    return { sent, kept: edits.filter(isKept), code: why };
  };
  // The meaning of these edits to a newer version is not known here.
  if (formatState(fresh).state === 'newer') return split(() => true, 'document/newer-format');
  if (isRepeated || code === 'link/epoch') return split(() => true, code);
  const reasons = new Map<Edit, GateCode>();
  for (const edit of edits) {
    const reason = deniedReason(fresh, edit, writer);
    if (reason) reasons.set(edit, reason);
  }
  const [reason] = reasons.values();
  if (reason !== undefined) return split(edit => reasons.has(edit), reason);
  if (passesAgain(code) || !code.startsWith('gate/')) return split(() => false, code);
  // A path that the app writes by itself (the participant, the format) is no edit of the person.
  const named = paths.filter(path => ROOTS_OF_PEOPLE.some(name => name === path.root));
  if (paths.length > 0 && named.length === 0) return split(() => false, code);
  // Only the relay knows what is wrong, and where; without paths, all of it may be. Edits that are written in
  // another way than before may pass now.
  const before = new Set(found);
  const places = new Set(named.map(placeOf));
  const isAsBefore = (edit: Edit): boolean => before.has(edit);
  const isNamed = (edit: Edit): boolean => isAsBefore(edit) && places.has(placeOf(edit));
  const isEvery = edits.length === found.length && edits.every(isAsBefore);
  return split(edits.some(isNamed) ? isNamed : () => isEvery, code);
}

export interface RebaseOntoOptions {
  /** A Yjs snapshot of the document as another tab retired it; undefined where it is not known. */
  readonly baseline: Uint8Array | undefined;
  /** Edits that the other tab keeps. */
  readonly kept: readonly Edit[];
  readonly user: string;
  readonly authors: Authors;
  /** True where `next` belongs to another history: nothing is written into it until a person decides. */
  readonly isOtherHistory: boolean;
}

/**
 * Swaps the session to `next`, to which another tab of this device has rebased it, with this tab's edits
 * since `baseline`. Returns the edits that were written into it, and those to be kept: they change what the
 * other tab keeps, or belong to another history.
 */
export function rebaseOnto(
  document: SessionDocument,
  next: Y.Doc,
  { baseline, kept, user, authors, isOtherHistory }: RebaseOntoOptions,
): { readonly sent: readonly Edit[]; readonly kept: readonly Edit[] } {
  const edits = unknownEdits(document.doc, next, {
    isOwn: client => (authors[client] ?? user) === user,
    decided: baseline && Y.decodeSnapshot(baseline),
  }).filter(({ own }) => own);
  const isNewer = formatState(next).state === 'newer';
  const isThere = ({ root: name, id }: Edit): boolean => root(next, name).has(id);
  const held = new Set(kept.map(placeOf));
  const isKept = (edit: Edit): boolean =>
    isOtherHistory || isNewer || (!isThere(edit) && held.has(placeOf(edit)));
  const sent = edits.filter(edit => !isKept(edit));
  document.swap(next, sent);
  return { sent, kept: edits.filter(isKept) };
}

/** Copies a document and writes kept edits into the copy. The caller destroys it. */
export function copyWith({ doc }: SessionDocument, edits: readonly Edit[]): SessionDocument {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.transact(() => {
    for (const edit of edits) writeEdit(copy, edit);
  });
  return new SessionDocument(copy);
}
