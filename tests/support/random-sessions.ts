import fc from 'fast-check';
import * as Y from 'yjs';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import type { Placement } from '../../shared/pose.ts';
import { type Intent, type Role, SessionDocument } from '../../shared/session/index.ts';

/** A random step of an honest device: one step is one gesture. */
export interface Step {
  readonly what:
    | 'place'
    | 'move'
    | 'edit'
    | 'lock'
    | 'unlock'
    | 'delete'
    | 'rename'
    | 'introduce'
    | 'undo'
    | 'redo';
  /** Which object, and on which it stands. */
  readonly id: number;
  readonly parent: number;
  readonly value: number;
}

const IDS_COUNT = 5;

export const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'place',
    'place',
    'move',
    'edit',
    'lock',
    'unlock',
    'delete',
    'rename',
    'introduce',
    'undo',
    'redo',
  ),
  id: fc.nat(IDS_COUNT - 1),
  parent: fc.nat(IDS_COUNT),
  value: fc.nat(999),
});
export const steps = fc.array(step, { minLength: 1, maxLength: 60 });

const idOf = (n: number): ObjectId => `object-${n}` as ObjectId;

const placementOf = ({ parent, value }: Step): Placement => ({
  parent: parent === IDS_COUNT ? null : idOf(parent),
  position: [value / 100, 1, -value / 7],
  rotation: [0, 0, 0, 1],
  scale: [1, 0.5, 2],
});

function intentOf(step: Step, user: string): Intent {
  const id = idOf(step.id);
  const name = `name ${step.value}`;
  switch (step.what) {
    case 'place':
      return { type: 'place-object', id, kind: 'note', placement: placementOf(step), fields: { name } };
    case 'move':
      return { type: 'move-object', id, placement: placementOf(step) };
    case 'lock':
      return { type: 'edit-object', id, fields: { locked: user } };
    case 'unlock':
      return { type: 'edit-object', id, fields: { locked: undefined } };
    case 'delete':
      return { type: 'delete-object', id };
    case 'rename':
      return { type: 'rename-session', name };
    case 'introduce':
      return { type: 'introduce-participant', id: user as UserId, name, color: '#4cc2ff' };
    default: {
      const text = step.value % 3 === 0 ? undefined : name;
      return { type: 'edit-object', id, fields: { text, hidden: step.value % 2 === 0 } };
    }
  }
}

/** Does one step; false where the app would not have let it happen. */
export function doStep(document: SessionDocument, step: Step, user: string): boolean {
  if (step.what === 'undo') return document.undo(user).ok;
  if (step.what === 'redo') return document.redo(user).ok;
  return document.apply({ user: user as UserId, at: step.value }, [intentOf(step, user)]).ok;
}

/** A document that one person made, and the updates it was made with. */
export function randomSession(
  chosen: readonly Step[],
  user: string,
  role: Role = 'host',
): { readonly doc: Y.Doc; readonly updates: readonly Uint8Array[] } {
  const document = new SessionDocument(new Y.Doc());
  document.role = role;
  const updates: Uint8Array[] = [];
  document.doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
  for (const each of chosen) doStep(document, each, user);
  return { doc: document.doc, updates };
}
