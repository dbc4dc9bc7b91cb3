import * as Y from 'yjs';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import { type Placement, UNIT_SCALE, UPRIGHT } from '../../shared/pose.ts';
import { type Author, type Intent, SessionDocument } from '../../shared/session/index.ts';
import type { ClaimedTime, DeviceTime } from '../../shared/time.ts';

/** People, places, times and intents, in as few words as a test has room for. */

export const user = (name: string): UserId => name.padEnd(20, '_') as UserId;
export const id = (name: string): ObjectId => name as ObjectId;
export const ANNA: Author = { user: user('anna'), at: 1_700_000_000_000 };
export const BEN: Author = { user: user('ben'), at: 1_700_000_000_001 };

export const at = (x: number, y = 0, z = 0, parent: string | null = null): Placement => ({
  parent,
  position: [x, y, z],
  rotation: UPRIGHT,
  scale: UNIT_SCALE,
});

export const place = (name: string, placement: Placement = at(0), kind = 'box'): Intent => ({
  type: 'place-object',
  id: id(name),
  kind,
  placement,
  fields: {},
});
export const move = (name: string, placement: Placement): Intent => ({
  type: 'move-object',
  id: id(name),
  placement,
});

/** A document with a fixed client id, so that who wins a conflict is known: the higher one. */
export function newDocument(clientId?: number): SessionDocument {
  const doc = new Y.Doc();
  if (clientId !== undefined) doc.clientID = clientId;
  return new SessionDocument(doc);
}

/** Sends each of the documents what it lacks of the others. */
export function exchange(...documents: readonly SessionDocument[]): void {
  for (const from of documents) {
    for (const to of documents) {
      if (from === to) continue;
      Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'link');
    }
  }
}

export const readable = (document: SessionDocument): unknown[] =>
  [...document.objects.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** From ms since epoch. */
export const deviceTime = (ms: number): DeviceTime => ms as DeviceTime;
export const claimed = (ms: number): ClaimedTime => ms as unknown as ClaimedTime;
