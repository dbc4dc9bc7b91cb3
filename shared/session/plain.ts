import type { Fields } from '../kinds/index.ts';
import { isBlank, plainName } from '../plain-name.ts';
import { wellFormedValue } from '../text.ts';
import type { Edit, Values } from './edits.ts';
import type { Intent } from './intents.ts';

/**
 * Names and texts as they may be written, in what is about to be. What is plain already stays the same value.
 */

const plain = <T>(value: T): T => (typeof value === 'string' ? (plainName(value) as T) : value);

const withName = <T extends { readonly name?: string | undefined }>(of: T): T => {
  const name = plain(of.name);
  return name === of.name ? of : { ...of, name };
};

/** A name of which nothing would be seen is none. */
function plainFields(fields: Fields): Fields {
  const { name } = fields;
  return name !== undefined && isBlank(name) ? { ...fields, name: undefined } : withName(fields);
}

export function plainIntent(given: Intent): Intent {
  const intent = wellFormedValue(given);
  switch (intent.type) {
    case 'place-object':
    case 'edit-object': {
      const fields = plainFields(intent.fields);
      return fields === intent.fields ? intent : { ...intent, fields };
    }
    case 'create-frame':
      return { ...withName(intent), points: intent.points.map(withName) };
    case 'edit-frame':
      return { ...withName(intent), ...(intent.points ? { points: intent.points.map(withName) } : {}) };
    case 'rename-session':
    case 'introduce-participant':
      return withName(intent);
    default:
      return intent;
  }
}

/** A reference point as the document holds it begins with its name. */
const plainPoint = (point: unknown): unknown => {
  if (!Array.isArray(point)) return point;
  const [name, ...rest] = point as unknown[];
  return plain(name) === name ? point : [plain(name), ...rest];
};

function plainValue(key: string, given: unknown): unknown {
  const value = wellFormedValue(given);
  if (key === 'name') return plain(value);
  if (key !== 'points' || !Array.isArray(value)) return value;
  const points = value.map(plainPoint);
  return points.every((each, i) => each === value[i]) ? value : points;
}

/** Whether an edit gives the session a name that counts as none. */
export const isNoName = (edit: Edit): boolean =>
  edit.root === 'settings' &&
  edit.id === 'name' &&
  edit.type === 'value' &&
  typeof edit.value === 'string' &&
  isBlank(edit.value);

export function plainEdit(edit: Edit): Edit {
  switch (edit.type) {
    case 'add':
    case 'keys': {
      const values: Values = edit.values.map(([key, value]) => [key, plainValue(key, value)] as const);
      return values.every(([, value], i) => value === edit.values[i]?.[1]) ? edit : { ...edit, values };
    }
    case 'value': {
      const value = plainValue(edit.id, edit.value);
      return value === edit.value ? edit : { ...edit, value };
    }
    default:
      return edit;
  }
}
