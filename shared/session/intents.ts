import type { ReferencePoint } from '../frame.ts';
import type { ObjectId, UserId } from '../ids.ts';
import type { Fields } from '../kinds/index.ts';
import type { Placement } from '../pose.ts';

/**
 * A person's intent, imperative. A list of intents is written in one transaction, all or nothing. An absent
 * field stays as it is; a field that is `undefined` is taken away.
 */
export type Intent =
  | {
      readonly type: 'place-object';
      readonly id: ObjectId;
      readonly kind: string;
      readonly placement: Placement;
      readonly fields: Fields;
    }
  | { readonly type: 'move-object'; readonly id: ObjectId; readonly placement: Placement }
  | { readonly type: 'edit-object'; readonly id: ObjectId; readonly fields: Fields }
  | { readonly type: 'delete-object'; readonly id: ObjectId }
  /** Points in session space, metres; two to four, far enough apart. */
  | {
      readonly type: 'create-frame';
      readonly id: ObjectId;
      readonly name: string;
      readonly points: readonly ReferencePoint[];
    }
  /** Other points move what stands in the frame along; an absent field stays as it is. */
  | {
      readonly type: 'edit-frame';
      readonly id: ObjectId;
      readonly name?: string;
      readonly points?: readonly ReferencePoint[];
    }
  /** Objects that stood in it stay where they are. */
  | { readonly type: 'delete-frame'; readonly id: ObjectId }
  | { readonly type: 'rename-session'; readonly name: string }
  | {
      readonly type: 'introduce-participant';
      readonly id: UserId;
      readonly name: string;
      readonly color: string;
    };

/** The author of intents and their time (ms since epoch, by this device's clock). */
export interface Author {
  readonly user: UserId;
  readonly at: number;
  /**
   * Names one gesture: intents of the same gesture in a row are one step of undo. Without it, each call is a
   * step of its own.
   */
  readonly gesture?: string;
}
