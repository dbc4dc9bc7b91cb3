import { LIMITS } from '../limits.ts';
import { isBlank, isPlainName, plainName } from '../plain-name.ts';
import { isStroke, STROKE_WIDTH_M } from '../stroke.ts';
import { isWellFormed, wellFormed } from '../text.ts';
import type { Kind } from './kind.ts';

/** Properties of an object beside `kind` and `placement`. Undefined means: not set, the default applies. */
export interface Fields {
  readonly name?: string | undefined;
  /** `#rrggbb` */
  readonly color?: string | undefined;
  readonly text?: string | undefined;
  /** SHA-256, hex, of the bytes of a model or a picture. */
  readonly asset?: string | undefined;
  /** A line through the air, as `encodeStroke` writes it. */
  readonly points?: readonly number[] | undefined;
  /** Of a line (m). */
  readonly width?: number | undefined;
  /** User id of whoever locked it. */
  readonly locked?: string | undefined;
  readonly hidden?: boolean | undefined;
}

type Rule = (value: unknown) => boolean;
const text =
  (max: number): Rule =>
  value =>
    typeof value === 'string' && value.length <= max && isWellFormed(value);
const pattern =
  (re: RegExp): Rule =>
  value =>
    typeof value === 'string' && re.test(value);

const RULES: Record<keyof Fields, Rule> = {
  name: value => text(LIMITS.nameChars)(value) && isPlainName(value as string),
  color: pattern(/^#[0-9a-fA-F]{6}$/),
  text: text(LIMITS.textChars),
  asset: pattern(/^[0-9a-f]{64}$/),
  points: isStroke,
  width: value => typeof value === 'number' && value >= STROKE_WIDTH_M.min && value <= STROKE_WIDTH_M.max,
  locked: pattern(/^[A-Za-z0-9_-]{1,64}$/),
  hidden: value => typeof value === 'boolean',
};
const NAMES = Object.keys(RULES) as readonly (keyof Fields)[];
const KIND_ONLY: ReadonlySet<string> = new Set(['text', 'asset', 'points', 'width']);

/**
 * Whether `kind` may have `value` in this field; without a kind (one of a newer version) any field may be
 * there.
 */
export function judgeField(kind: Kind | undefined, name: string, value: unknown): 'good' | 'bad' | 'unknown' {
  if (!Object.hasOwn(RULES, name)) return 'unknown';
  if (kind && KIND_ONLY.has(name) && !kind.fields.some(field => field === name)) return 'bad';
  return RULES[name as keyof Fields](value) ? 'good' : 'bad';
}

/**
 * The name of the first field that `kind` cannot have or whose value breaks its rule; undefined when all is
 * well.
 */
export const validateFields = (kind: Kind | undefined, fields: Fields): string | undefined =>
  NAMES.find(name => fields[name] !== undefined && judgeField(kind, name, fields[name]) === 'bad');

/** A text as it is shown, whatever a peer wrote; undefined for a name of which nothing would be seen. */
function readText(name: keyof Fields, given: string): string | undefined {
  if (name !== 'name') return wellFormed(given);
  const plain = plainName(given);
  return isBlank(plain) ? undefined : plain;
}

/**
 * The fields that `get` answers with acceptable values; all others as if they were not set. A name is read
 * without what is not seen of it.
 */
export function readFields(get: (name: string) => unknown): Fields {
  const fields: Record<string, unknown> = {};
  for (const name of NAMES) {
    const given = get(name);
    const value = typeof given === 'string' ? readText(name, given) : given;
    if (value !== undefined && RULES[name](value)) fields[name] = value;
  }
  return fields as Fields;
}
