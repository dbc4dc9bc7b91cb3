import { arrow } from './arrow.ts';
import { box } from './box.ts';
import { cone } from './cone.ts';
import { cylinder } from './cylinder.ts';
import { image } from './image.ts';
import type { Kind } from './kind.ts';
import { label } from './label.ts';
import { model } from './model.ts';
import { note } from './note.ts';
import { plane } from './plane.ts';
import { sphere } from './sphere.ts';
import { stroke } from './stroke.ts';
import { torus } from './torus.ts';

export { BUNDLED_MODELS, type BundledModel, bundledModel } from './bundled-models.ts';
export { type Fields, judgeField, readFields, validateFields } from './fields.ts';
export type { Kind, KindField } from './kind.ts';

/** Every kind that this version can make. */
export const KINDS = {
  box,
  sphere,
  cylinder,
  cone,
  torus,
  plane,
  label,
  note,
  arrow,
  model,
  image,
  stroke,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

/** Kinds that are placed by choosing them; the others begin with something that is brought or drawn. */
export type PaletteKind = Exclude<KindName, 'image' | 'stroke'>;
export const PALETTE_KINDS = KIND_NAMES.filter(
  (name): name is PaletteKind => name !== 'image' && name !== 'stroke',
);

export const isKindName = (value: unknown): value is KindName =>
  typeof value === 'string' && Object.hasOwn(KINDS, value);

/**
 * The kind's definition, or undefined for a kind from a newer version: such objects are kept and drawn as a
 * labelled box.
 */
export const kindOf = (name: string): Kind | undefined => (isKindName(name) ? KINDS[name] : undefined);
