import type { Frame } from '../frame.ts';
import type { ObjectId, UserId } from '../ids.ts';
import type { Fields } from '../kinds/index.ts';
import type { Placement, Pose } from '../pose.ts';

/**
 * An object as readers see it: sane values whatever the document holds. Immutable; a changed object is a new
 * value.
 */
export interface SessionObject extends Fields {
  readonly id: ObjectId;
  /** A `KindName`, or the name of a kind that only a newer version knows. */
  readonly kind: string;
  readonly placement: Placement;
  /** Where it is in session space, parents resolved and cycles cut. */
  readonly pose: Pose;
  /** User id of who placed it, as the document claims. */
  readonly by?: string;
  /** When it was placed (ms since epoch), as the document claims. */
  readonly at?: number;
}

export interface Participant {
  readonly id: UserId;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  /** ms since epoch */
  readonly joined: number;
}

export interface SessionSettings {
  readonly name: string;
}

/** What the document says happened, past tense: the only thing the scene listens to, whoever caused it. */
export type Change =
  | { readonly type: 'object-placed'; readonly object: SessionObject }
  /**
   * `keys` are the document's; `placement` is there also where only a parent moved, and `kind` means that all
   * may differ.
   */
  | { readonly type: 'object-changed'; readonly object: SessionObject; readonly keys: ReadonlySet<string> }
  | { readonly type: 'object-removed'; readonly id: ObjectId }
  /**
   * All frames, after at least one of them changed. Objects that stand in one that moved are told as changed
   * too.
   */
  | { readonly type: 'frames-changed'; readonly frames: ReadonlyMap<ObjectId, Frame> }
  | { readonly type: 'settings-changed'; readonly settings: SessionSettings }
  | { readonly type: 'participants-changed' }
  | { readonly type: 'format-changed'; readonly format: number };
