import type { Frame } from '../frame.ts';
import type { ObjectId, UserId } from '../ids.ts';
import type { Fields } from '../kinds/index.ts';
import type { Placement, Pose } from '../pose.ts';

/**
 * An object as readers see it: valid values whatever the document holds. Immutable: a changed object is a new
 * value.
 */
export interface SessionObject extends Fields {
  readonly id: ObjectId;
  /** A `KindName`, or the name of a kind that only a newer version knows. */
  readonly kind: string;
  readonly placement: Placement;
  /** In session space, parents resolved and cycles cut. */
  readonly pose: Pose;
  /** User id of its creator, as the document claims. */
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

/** An event of the document, past tense, whoever caused it: the only input of the scene. */
export type Change =
  | { readonly type: 'object-placed'; readonly object: SessionObject }
  /**
   * `keys` are the document's; `placement` is there also where only a parent moved, and `kind` means that all
   * may differ.
   */
  | { readonly type: 'object-changed'; readonly object: SessionObject; readonly keys: ReadonlySet<string> }
  | { readonly type: 'object-removed'; readonly id: ObjectId }
  /**
   * All frames, after at least one of them changed. Objects in one that moved have changes of their own.
   */
  | { readonly type: 'frames-changed'; readonly frames: ReadonlyMap<ObjectId, Frame> }
  | { readonly type: 'settings-changed'; readonly settings: SessionSettings }
  | { readonly type: 'participants-changed' }
  | { readonly type: 'format-changed'; readonly format: number };
