import type { ObjectId } from '../../../shared/ids.ts';
import { kindOf } from '../../../shared/kinds/index.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import {
  copyWith,
  type Edit,
  type SessionDocument,
  type SessionObject,
} from '../../../shared/session/index.ts';
import type { RefusedEdit } from '../../model/index.ts';
import { texts } from '../../view/index.ts';

const CHANGES = { add: 'placed', keys: 'changed', value: 'changed', remove: 'deleted' } as const;

/** Kept edits as the screens list them. */
export const presentEdits = (document: SessionDocument, edits: readonly Edit[]): RefusedEdit[] =>
  edits.map(edit => ({ id: edit.id, label: labelOf(document, edit), change: CHANGES[edit.type] }));

/**
 * The objects as kept edits would have them. What they delete or hide cannot be seen, and is not among them.
 */
export function ghostsOf(document: SessionDocument, edits: readonly Edit[]): readonly SessionObject[] {
  const ids = new Set<string>(
    edits.filter(({ root, type }) => root === 'objects' && type !== 'remove').map(({ id }) => id),
  );
  if (ids.size === 0) return [];
  const copy = copyWith(document, edits);
  const ghosts = [...copy.objects.values()].filter(({ id, hidden }) => ids.has(id) && !hidden);
  copy.destroy();
  return ghosts;
}

function labelOf(document: SessionDocument, edit: Edit): string {
  if (edit.root === 'settings') return edit.id === 'name' ? texts.naming.SESSION_NAME : edit.id;
  const values = edit.type === 'add' || edit.type === 'keys' ? edit.values : [];
  const written = (key: string): string | undefined => {
    const value = values.find(([each]) => each === key)?.[1];
    return (typeof value === 'string' && nameOf(value)) || undefined;
  };
  if (edit.root === 'frames') return written('name') ?? texts.naming.FRAME;
  const object = document.objects.get(edit.id as ObjectId);
  const kind = written('kind') ?? object?.kind ?? '';
  return written('name') ?? object?.name ?? kindOf(kind)?.title ?? texts.naming.OBJECT;
}
