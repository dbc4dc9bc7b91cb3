import * as Y from 'yjs';
import { newObjectId, type ObjectId, type UserId } from '../../../shared/ids.ts';
import { type Intent, SessionDocument } from '../../../shared/session/index.ts';
import { dragged } from '../drag.ts';

/** Updates as honest devices send them, and the documents that they come to. */

export const OWNER = 'owner-owner-owner-owner-owner-owner-owner-o' as UserId;
export const EDITOR = 'editor-editor-editor-editor-editor-editor-e' as UserId;
/** Yjs client ids as long as random ones mostly are. */
export const OWNER_CLIENT = 2 ** 31 + 1;
export const EDITOR_CLIENT = 2 ** 31 + 2;

const OBJECTS_COUNT = 1_000;
const UPLOADED_COUNT = 10_000;

export interface Work {
  readonly name: string;
  /** What the document holds before, as one update; empty where it holds nothing. */
  readonly before: Uint8Array;
  /** What the editor sends, in order. */
  readonly updates: readonly Uint8Array[];
}

const place = (id: ObjectId, index: number): Intent => ({
  type: 'place-object',
  id,
  kind: 'box',
  placement: dragged(index * 100),
  fields: { name: `Object ${index}`, color: '#4cc2ff' },
});

const someIds = (count: number): readonly ObjectId[] => Array.from({ length: count }, newObjectId);

function applied(session: SessionDocument, user: UserId, intents: readonly Intent[], gesture?: string): void {
  const done = session.apply({ user, at: 0, ...(gesture === undefined ? {} : { gesture }) }, intents);
  if (!done.ok) throw new Error(done.error.code);
}

/** A session of 1,000 objects that its owner made. */
export function furnished(): { readonly ids: readonly ObjectId[]; readonly state: Uint8Array } {
  const ids = someIds(OBJECTS_COUNT);
  const session = new SessionDocument();
  session.doc.clientID = OWNER_CLIENT;
  applied(session, OWNER, ids.map(place));
  const state = Y.encodeStateAsUpdate(session.doc);
  session.destroy();
  return { ids, state };
}

/** The updates of an editor who does each of `gestures` in a session that holds `before`. */
function edited(before: Uint8Array, gestures: readonly Intent[]): readonly Uint8Array[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, before);
  const session = new SessionDocument(doc);
  doc.clientID = EDITOR_CLIENT;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const intent of gestures) applied(session, EDITOR, [intent]);
  session.destroy();
  return updates;
}

export function typicalWork(): readonly Work[] {
  const { ids, state } = furnished();
  const moves = ids.map((id, n): Intent => ({ type: 'move-object', id, placement: dragged(n * 33) }));
  const edits = ids.map((id, n): Intent => ({ type: 'edit-object', id, fields: { name: `New name ${n}` } }));
  const upload = new SessionDocument();
  upload.doc.clientID = EDITOR_CLIENT;
  applied(upload, EDITOR, someIds(UPLOADED_COUNT).map(place));
  const first = Y.encodeStateAsUpdate(upload.doc);
  upload.destroy();
  return [
    { name: 'a move', before: state, updates: edited(state, moves) },
    { name: 'a placement', before: state, updates: edited(state, someIds(OBJECTS_COUNT).map(place)) },
    { name: 'an edit of a name', before: state, updates: edited(state, edits) },
    { name: 'a first upload of 10,000 objects', before: Uint8Array.of(0, 0), updates: [first] },
  ];
}
