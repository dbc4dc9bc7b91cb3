import type { Vec3 } from '../pose.ts';

/** Properties that only some kinds have; their rules are in `fields.ts`. */
export type KindField = 'text' | 'asset' | 'points' | 'width';

/**
 * The definition of one object kind. Its shape fills the cube from -0.5 to 0.5 on each axis, so that an
 * object's scale is its size in metres.
 */
export interface Kind {
  readonly title: string;
  /** Size (m) of a newly placed one. */
  readonly size: Vec3;
  /** `#rrggbb` of a newly placed one, unless the person chose a colour. */
  readonly color: string;
  /**
   * The side that touches the surface it is placed on: its base (it stands), or its back (it lies on the
   * surface, facing away).
   */
  readonly rests: 'base' | 'back';
  readonly fields: readonly KindField[];
}
