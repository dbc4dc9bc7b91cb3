import type { ReadonlySignal } from '@preact/signals-core';
import type { Frame } from '../../shared/frame.ts';
import type { SessionId } from '../../shared/ids.ts';
import { type Alignment, IDENTITY, toAlignment, type Vec3 } from '../../shared/pose.ts';
import { placeKey, type StoredAlignment, type Told } from '../model/index.ts';
import type { AlignmentStore } from './anchors.ts';

/** The session whose place is held, and its reference points. */
export interface AlignmentTarget {
  readonly session: SessionId;
  readonly name: ReadonlySignal<string>;
  readonly frames: ReadonlySignal<readonly Frame[]>;
  /**
   * Where others in it say that it stands in spaces that headsets share; read in every frame while nothing
   * better is known.
   */
  readonly told: ReadonlySignal<readonly Told[]>;
}

/** Session space and local-floor space are the same. */
export const HOME: Alignment = toAlignment(IDENTITY);

export const hasFrames = (target: AlignmentTarget | undefined): boolean =>
  (target?.frames.peek().length ?? 0) > 0;

const frameOf = (target: AlignmentTarget | undefined, of: StoredAlignment['of']): Frame | undefined =>
  target?.frames.peek().find(({ id }) => id === of?.frame);

/** Returns the points of a frame in session space; undefined where there is no such frame. */
export const pointsOf = (
  target: AlignmentTarget | undefined,
  of: StoredAlignment['of'],
): readonly Vec3[] | undefined => frameOf(target, of)?.points.map(({ position }) => position);

/**
 * Returns the alignments that this device knows of the target, last used first: its frames, or without any
 * the device's own place.
 */
export function knownOf(
  store: AlignmentStore,
  target: AlignmentTarget | undefined,
): readonly StoredAlignment[] {
  return store
    .all()
    .filter(({ of }) =>
      hasFrames(target) ? of?.session === target?.session && frameOf(target, of) !== undefined : !of,
    )
    .sort((a, b) => b.used - a.used);
}

export const storedOf = (store: AlignmentStore, of: StoredAlignment['of']): StoredAlignment | undefined =>
  store.all().find(each => placeKey(each.of) === placeKey(of));

/**
 * Returns the pose of a place's anchor, in session space: at the frame and not at the session's origin, near
 * what it is to hold.
 */
export function anchorAt(target: AlignmentTarget | undefined, of: StoredAlignment['of']): Alignment {
  const frame = frameOf(target, of);
  return frame ? toAlignment(frame.pose) : HOME;
}

/** Returns the name that a person knows the place by. */
export function labelOf(target: AlignmentTarget | undefined, of: StoredAlignment['of']): string {
  const frame = frameOf(target, of);
  return frame && target ? `${target.name.peek()} · ${frame.name}` : 'Sessions without reference points';
}
