import type { KindName } from '../../shared/kinds/index.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { SessionObject } from '../../shared/session/index.ts';
import type { Card } from './cards/card.ts';
import { arrow } from './kinds/arrow.ts';
import { box } from './kinds/box.ts';
import { cone } from './kinds/cone.ts';
import { cylinder } from './kinds/cylinder.ts';
import { label } from './kinds/label.ts';
import { model } from './kinds/model.ts';
import { note } from './kinds/note.ts';
import { plane } from './kinds/plane.ts';
import { sphere } from './kinds/sphere.ts';
import { torus } from './kinds/torus.ts';
import { unknown } from './kinds/unknown.ts';
import type { SolidName } from './solids.ts';

/** One thing to draw of an object. */
export type Part =
  /** Fills the object's size. `color`: `#rrggbb`. */
  | { readonly part: 'solid'; readonly solid: SolidName; readonly color: string }
  /** The model of `asset`, filling the object's size; `color` tints what the model says can be tinted. */
  | { readonly part: 'model'; readonly asset: string | undefined; readonly color: string | undefined }
  /** Text on the object's front. */
  | { readonly part: 'paper'; readonly card: Card }
  /** Text that faces the viewer: in the object's place and size, or `above` it (m) at a size of its own (m). */
  | {
      readonly part: 'plate';
      readonly card: Card;
      readonly above?: { readonly gap: number; readonly width: number; readonly height: number };
    };

/** What an object of one kind looks like. The scene keeps its parts until what `parts` answers would differ. */
export interface KindDrawing {
  readonly shadow: 'round' | 'square' | 'none';
  parts(object: SessionObject, size: Vec3): readonly Part[];
}

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
};

/** Kinds of a newer version are drawn as a labelled box. */
export const drawingOf = (kind: string): KindDrawing =>
  Object.hasOwn(DRAWINGS, kind) ? DRAWINGS[kind as KindName] : unknown;
