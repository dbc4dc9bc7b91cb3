import type { Vec3 } from '../../../shared/pose.ts';
import type { SessionObject } from '../../../shared/session/index.ts';
import type { Card } from '../cards/card.ts';
import type { SolidName } from './solids.ts';

/** One thing to draw of an object. */
export type Part =
  /** Fills the object's size. `color`: `#rrggbb`. */
  | { readonly part: 'solid'; readonly solid: SolidName; readonly color: string }
  /** The model of `asset`, filling the object's size; `color` tints what the model says can be tinted. */
  | { readonly part: 'model'; readonly asset: string | undefined; readonly color: string | undefined }
  /** A line through the air, `points` as the document has them; `size` and `width` in metres. */
  | {
      readonly part: 'stroke';
      readonly points: readonly number[];
      readonly size: Vec3;
      readonly width: number;
      readonly color: string;
    }
  /** Text on the object's front. */
  | { readonly part: 'paper'; readonly card: Card }
  /**
   * Text that faces the viewer: in the object's place and size, or `above` it (m) at a size of its own (m).
   */
  | {
      readonly part: 'plate';
      readonly card: Card;
      readonly above?: { readonly gap: number; readonly width: number; readonly height: number };
    };

/**
 * The look of one kind of object. The scene keeps the parts until `parts` would return others.
 */
export interface KindDrawing {
  readonly shadow: 'round' | 'square' | 'none';
  parts(object: SessionObject, size: Vec3): readonly Part[];
}
