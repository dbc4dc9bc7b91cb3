import * as Y from 'yjs';
import { baselineOf, type Frame, framePose, type ReferencePoint } from '../frame.ts';
import type { UserId } from '../ids.ts';
import { isObjectId, isUserId, type ObjectId } from '../ids.ts';
import { readFields } from '../kinds/index.ts';
import { LIMITS } from '../limits.ts';
import { nameOf } from '../plain-name.ts';
import { decodePlacement, type Placement, type Vec3 } from '../pose.ts';
import type { Participant, SessionObject, SessionSettings } from './changes.ts';

/**
 * Tolerant reading. Any peer, of any version, may have written anything: readers return valid values or
 * undefined, never throw, and never write a repair (repairs of two devices would conflict).
 */

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
/** Reads a name as it is shown; undefined where nothing is left of it. */
export function readName(value: unknown): string | undefined {
  return (typeof value === 'string' && nameOf(value)) || undefined;
}

const each = (v: Vec3, f: (n: number) => number): Vec3 => [f(v[0]), f(v[1]), f(v[2])];

function clamped(placement: Placement): Placement {
  const far = LIMITS.positionMaxM;
  return {
    ...placement,
    position: each(placement.position, n => clamp(n, -far, far)),
    scale: each(placement.scale, n => clamp(Math.abs(n), LIMITS.scaleMin, LIMITS.scaleMax)),
  };
}

/** Reads an object without its resolved pose; undefined where `kind` or `placement` is not valid. */
export function readObject(id: string, value: unknown): Omit<SessionObject, 'pose'> | undefined {
  if (!isObjectId(id) || !(value instanceof Y.Map)) return undefined;
  const kind: unknown = value.get('kind');
  const placement = decodePlacement(value.get('placement'));
  if (typeof kind !== 'string' || kind.length === 0 || kind.length > 64 || !placement) return undefined;
  const by: unknown = value.get('by');
  const at: unknown = value.get('at');
  return {
    id: id as ObjectId,
    kind,
    placement: clamped(placement),
    ...readFields(name => value.get(name)),
    ...(typeof by === 'string' && by.length <= 64 ? { by } : {}),
    ...(typeof at === 'number' && Number.isFinite(at) ? { at } : {}),
  };
}

/** Points closer together than this (m) define no direction. */
const SPREAD_MIN_M = 0.1;

function readPoint(value: unknown, index: number): ReferencePoint | undefined {
  if (!Array.isArray(value)) return undefined;
  const [name, ...numbers] = value as unknown[];
  const position = numbers.slice(0, 3);
  if (position.length < 3 || !position.every((n): n is number => Number.isFinite(n))) return undefined;
  const far = LIMITS.positionMaxM;
  return {
    name: readName(name) ?? `Point ${index + 1}`,
    position: each(position as unknown as Vec3, n => clamp(n, -far, far)),
  };
}

/** Reads a frame; undefined where fewer than two usable points are left of it. */
export function readFrame(id: string, value: unknown): Frame | undefined {
  if (!isObjectId(id) || !(value instanceof Y.Map)) return undefined;
  const raw: unknown = value.get('points');
  const points = (Array.isArray(raw) ? raw.slice(0, LIMITS.framePointsMax) : []).flatMap(
    (point: unknown, index) => readPoint(point, index) ?? [],
  );
  const positions = points.map(({ position }) => position);
  if (baselineOf(positions) < SPREAD_MIN_M) return undefined;
  const name: unknown = value.get('name');
  const by: unknown = value.get('by');
  const at: unknown = value.get('at');
  return {
    id,
    name: readName(name) ?? 'Room',
    points,
    pose: framePose(positions),
    ...(typeof by === 'string' && by.length <= 64 ? { by } : {}),
    ...(typeof at === 'number' && Number.isFinite(at) ? { at } : {}),
  };
}

export function readSettings(settings: Y.Map<unknown>): SessionSettings {
  const name: unknown = settings.get('name');
  return { name: readName(name) ?? '' };
}

export function readParticipant(id: string, value: unknown): Participant | undefined {
  if (!isUserId(id) || typeof value !== 'object' || value === null) return undefined;
  const { name, color, joined } = value as Record<string, unknown>;
  return {
    id: id as UserId,
    name: readName(name) ?? 'Someone',
    color: typeof color === 'string' && /^#[0-9a-fA-F]{6}$/.test(color) ? color : '#9aa7b8',
    joined: typeof joined === 'number' && Number.isFinite(joined) ? joined : 0,
  };
}
