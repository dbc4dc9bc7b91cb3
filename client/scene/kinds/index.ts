import type { KindName } from '../../../shared/kinds/index.ts';
import type { KindDrawing } from '../instancing/parts.ts';
import { arrow } from './arrow.ts';
import { box } from './box.ts';
import { cone } from './cone.ts';
import { cylinder } from './cylinder.ts';
import { image } from './image.ts';
import { label } from './label.ts';
import { model } from './model.ts';
import { note } from './note.ts';
import { plane } from './plane.ts';
import { sphere } from './sphere.ts';
import { stroke } from './stroke.ts';
import { torus } from './torus.ts';
import { unknown } from './unknown.ts';

export const DRAWINGS: Record<KindName, KindDrawing> = {
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
};

/** Kinds of a newer version are drawn as a labelled box. */
export const drawingOf = (kind: string): KindDrawing =>
  Object.hasOwn(DRAWINGS, kind) ? DRAWINGS[kind as KindName] : unknown;
