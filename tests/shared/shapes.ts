import type { ObjectId, UserId } from '../../shared/ids.ts';
import { fromAxisAngle, type Placement, type Vec3 } from '../../shared/pose.ts';
import { type Author, type Intent, SessionDocument } from '../../shared/session/index.ts';

/** Shapes that a document may have, each of any size: what is odd about one is odd about all of it. */

export const AUTHOR: Author = { user: 'u'.repeat(43) as UserId, at: 1 };

type Place = Extract<Intent, { type: 'place-object' }>;

/** Ids sort as their numbers do. */
export const idAt = (i: number): ObjectId => `object-${String(i).padStart(6, '0')}` as ObjectId;
const frameAt = (i: number): ObjectId => `frame-${String(i).padStart(6, '0')}` as ObjectId;

const TURNED = fromAxisAngle([0, 1, 0], 0.01);
const SIZE: Vec3 = [0.1, 0.1, 0.1];

const spread = (i: number): Vec3 => [i % 100, 1, Math.floor(i / 100)];

function box(i: number, parent: string | null, more: Partial<Place> = {}, at?: Vec3): Place {
  const position: Vec3 = at ?? (parent === null ? spread(i) : [0.01, 0, 0]);
  const placement: Placement = { parent, position, rotation: TURNED, scale: SIZE };
  return { type: 'place-object', id: idAt(i), kind: 'box', placement, fields: {}, ...more };
}

const STROKE = { points: [0, 0, 0, 500, 500, 500, 1000, 0, 1000], width: 0.01 };
const FRAMES = 32;

const each = (n: number, make: (i: number) => Place): Place[] => Array.from({ length: n }, (_, i) => make(i));

/** By name: the objects of a shape of `n`. */
export const SHAPES = {
  'a chain': n => each(n, i => box(i, i === 0 ? null : idAt(i - 1))),
  'a chain whose last is first': n => each(n, i => box(i, i === n - 1 ? null : idAt(i + 1))),
  'a star': n => each(n, i => box(i, i === 0 ? null : idAt(0))),
  'a comb': n => each(n, i => box(i, i === 0 ? null : idAt(i % 2 === 0 ? i - 2 : i - 1))),
  'one circle': n => each(n, i => box(i, idAt((i + 1) % n))),
  'many circles': n => each(n, i => box(i, idAt(i % 2 === 0 && i + 1 < n ? i + 1 : i - 1), {}, spread(i))),
  'a chain into a circle': n => each(n, i => box(i, idAt(i < 2 ? 1 - i : i - 1))),
  'each its own parent': n => each(n, i => box(i, idAt(i))),
  'parents that are gone': n => each(n, i => box(i, `gone-${i % 7}`)),
  'many frames': n => each(n, i => box(i, frameAt(i % FRAMES), {}, spread(i))),
  'all in one place': n => each(n, i => box(i, null, {}, [0, 1, 0])),
  'all large and in one place': n =>
    each(n, i => {
      const made = box(i, null, {}, [0, 1, 0]);
      return { ...made, placement: { ...made.placement, scale: [20, 0.1, 20] } };
    }),
  'all hidden': n => each(n, i => box(i, null, { fields: { hidden: true } })),
  'all locked': n => each(n, i => box(i, null, { fields: { locked: AUTHOR.user } })),
  'all of one colour': n => each(n, i => box(i, null, { fields: { color: '#4cc2ff' } })),
  'each of a colour': n =>
    each(n, i => box(i, null, { fields: { color: `#${i.toString(16).padStart(6, '0')}` } })),
  'many strokes': n => each(n, i => box(i, null, { kind: 'stroke', fields: STROKE })),
  'many equal names': n => each(n, i => box(i, null, { fields: { name: 'Box' } })),
  'many models': n =>
    each(n, i => box(i, null, { kind: 'model', fields: { asset: i.toString(16).padStart(64, '0') } })),
  scattered: n => each(n, i => box(i, null)),
} as const satisfies Record<string, (n: number) => Place[]>;

export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];

const framesOf = (shape: ShapeName): Intent[] =>
  shape === 'many frames'
    ? Array.from({ length: FRAMES }, (_, i) => ({
        type: 'create-frame',
        id: frameAt(i),
        name: `Room ${i}`,
        points: [
          { name: 'A', position: [i, 0, 0] },
          { name: 'B', position: [i + 2, 0, 1] },
        ],
      }))
    : [];

/** A document that holds `n` objects of a shape. */
export function documentOf(shape: ShapeName, n: number): SessionDocument {
  const document = new SessionDocument();
  const written = document.apply(AUTHOR, [...framesOf(shape), ...SHAPES[shape](n)]);
  if (!written.ok) throw new Error(`${shape}: ${written.error.code} ${written.error.detail ?? ''}`);
  return document;
}
