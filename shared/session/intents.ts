import type { ObjectId, UserId } from '../ids.ts';
import type { Fields } from '../kinds/index.ts';
import type { Placement } from '../pose.ts';

/**
 * What a person meant, imperative. A list of intents is written in one transaction, all or nothing.
 * An absent field stays as it is; a field that is `undefined` is taken away.
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
  | { readonly type: 'rename-session'; readonly name: string }
  | {
      readonly type: 'introduce-participant';
      readonly id: UserId;
      readonly name: string;
      readonly color: string;
    };

/** Who means it, and when (ms since epoch, by this device's clock). */
export interface Author {
  readonly user: UserId;
  readonly at: number;
  /**
   * Names one gesture: intents of the same gesture in a row are one step of undo. Without it, each call is a step of its own.
   */
  readonly gesture?: string;
}
