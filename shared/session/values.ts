import { isObjectId, isUserId } from '../ids.ts';
import { judgeField, type Kind, kindOf } from '../kinds/index.ts';
import { LIMITS } from '../limits.ts';
import { isBlank, isPlainName } from '../plain-name.ts';
import type { Placement } from '../pose.ts';
import { isWellFormed } from '../text.ts';
import { FORMAT, isSafeKey, type RootName } from './schema.ts';

/**
 * The valid values of each place of the document: for the app before it writes, and for the relay before it
 * accepts. Readers are more tolerant than this (`read.ts`).
 */

/** The reason for which a value cannot be written: an unknown place, or an invalid value for it. */
export type ValueProblem = 'unknown' | 'invalid';

const within = (n: number, min: number, max: number): boolean => Number.isFinite(n) && n >= min && n <= max;

/** The tolerance of a rotation's length: 32-bit floats, and values computed by hand. */
const UNIT_TOLERANCE = 1e-3;

export const isGoodPlacement = (p: Placement): boolean =>
  p.position.every(n => within(n, -LIMITS.positionMaxM, LIMITS.positionMaxM)) &&
  p.scale.every(n => within(n, LIMITS.scaleMin, LIMITS.scaleMax)) &&
  Math.abs(Math.hypot(...p.rotation) - 1) < UNIT_TOLERANCE &&
  (p.parent === null || isObjectId(p.parent));

/** Whether this is a placement as the document stores it, without the repairs of a reader. */
function isPlacementTuple(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 11) return false;
  const [parent, ...n] = value as [Placement['parent'], ...number[]];
  if (!n.every(each => typeof each === 'number')) return false;
  const [px, py, pz, qx, qy, qz, qw, sx, sy, sz] = n as unknown as Numbers;
  return isGoodPlacement({ parent, position: [px, py, pz], rotation: [qx, qy, qz, qw], scale: [sx, sy, sz] });
}
type Numbers = [number, number, number, number, number, number, number, number, number, number];

const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= LIMITS.nameChars && isPlainName(value);
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isKind = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= 64 && isPlainName(value);

function isReferencePoint(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 4 || !isName(value[0])) return false;
  return value.slice(1).every(n => within(n as number, -LIMITS.positionMaxM, LIMITS.positionMaxM));
}

type Rules = Readonly<Record<string, (value: unknown) => boolean>>;

const OBJECT: Rules = { kind: isKind, placement: isPlacementTuple, by: isUserId, at: isTime };
const FRAME: Rules = {
  name: isName,
  points: value =>
    Array.isArray(value) &&
    value.length >= LIMITS.framePointsMin &&
    value.length <= LIMITS.framePointsMax &&
    value.every(isReferencePoint),
  by: isUserId,
  at: isTime,
};
const SETTINGS: Rules = { name: value => isName(value) && !isBlank(value as string) };
const META: Rules = { format: value => value === FORMAT };
const PARTICIPANT: Rules = {
  name: isName,
  color: value => typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value),
  joined: isTime,
};

function ruleProblem(rules: Rules, key: string, value: unknown): ValueProblem | undefined {
  if (!Object.hasOwn(rules, key)) return 'unknown';
  return rules[key]?.(value) ? undefined : 'invalid';
}

/**
 * Whether this is a plain object: no list, no bytes, and no prototype that came out of a peer's bytes.
 */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Measures plain data, as a key of an object of an unknown kind may hold it. `left`: numbers, characters and
 * names that it may still have. Returns what is left after it, below 0 where it is too much or no plain data.
 */
function spend(value: unknown, left: number, depth = 8): number {
  if (left < 0) return left;
  if (typeof value === 'string')
    return value.length <= LIMITS.textChars && isWellFormed(value) ? left - 1 - value.length : -1;
  if (typeof value === 'number') return Number.isFinite(value) ? left - 1 : -1;
  if (typeof value === 'boolean' || value === null) return left - 1;
  if (depth === 0) return -1;
  if (Array.isArray(value))
    return value.reduce<number>((rest, each) => spend(each, rest, depth - 1), left - 1);
  if (!isRecord(value)) return -1;
  return Object.entries(value).reduce(
    (rest, [key, each]) => (isSafeKey(key) ? spend(each, rest - key.length, depth - 1) : -1),
    left - 1,
  );
}
const isPlain = (value: unknown): boolean => spend(value, LIMITS.plainValueChars) >= 0;

function objectProblem(kindName: string | undefined, key: string, value: unknown): ValueProblem | undefined {
  if (Object.hasOwn(OBJECT, key)) return ruleProblem(OBJECT, key, value);
  const kind: Kind | undefined = kindName === undefined ? undefined : kindOf(kindName);
  const judged = judgeField(kind, key, value);
  if (judged === 'good') return undefined;
  if (judged === 'bad') return 'invalid';
  // A newer version knows what its kind needs; of a known kind all keys are known.
  if (kind || !isSafeKey(key)) return 'unknown';
  return isPlain(value) ? undefined : 'invalid';
}

/**
 * The place of a value: `key` only inside an object or a frame; `kind`, for an object, what it is or will be.
 */
export interface ValuePlace {
  readonly root: RootName;
  readonly entry: string;
  readonly key: string | undefined;
  readonly kind?: string | undefined;
}

/**
 * Returns why `value` is not valid there, or undefined. Objects and frames themselves are no values: they are
 * maps of keys.
 */
export function valueProblem(
  { root, entry, key, kind }: ValuePlace,
  value: unknown,
): ValueProblem | undefined {
  switch (root) {
    case 'objects':
      return key === undefined ? 'invalid' : objectProblem(kind, key, value);
    case 'frames':
      return key === undefined ? 'invalid' : ruleProblem(FRAME, key, value);
    case 'settings':
      return ruleProblem(SETTINGS, entry, value);
    case 'meta':
      return ruleProblem(META, entry, value);
    case 'participants': {
      if (!isRecord(value)) return 'invalid';
      for (const [name, each] of Object.entries(value)) {
        const found = ruleProblem(PARTICIPANT, name, each);
        if (found) return found;
      }
      return undefined;
    }
  }
}

/** Returns why no key of this name can be in an entry of a root, not even a deleted one. */
export const keyProblem = (root: RootName, key: string): ValueProblem | undefined => {
  if (root === 'frames') return Object.hasOwn(FRAME, key) ? undefined : 'unknown';
  return isSafeKey(key) ? undefined : 'unknown';
};

/**
 * Returns why an entry of a root cannot have this name; `unknown` for a setting or the like of a newer
 * version.
 */
export function entryProblem(root: RootName, entry: string): ValueProblem | undefined {
  switch (root) {
    case 'objects':
    case 'frames':
      return isObjectId(entry) ? undefined : 'invalid';
    case 'participants':
      return isUserId(entry) ? undefined : 'invalid';
    case 'settings':
      return Object.hasOwn(SETTINGS, entry) ? undefined : 'unknown';
    case 'meta':
      return Object.hasOwn(META, entry) ? undefined : 'unknown';
  }
}
