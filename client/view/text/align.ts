import { count } from './numbers.ts';

/** Headings of the page, and what stands below them. */
export const HERE = 'In this room';
export const POINTS = 'Reference points';
export const NO_POINTS = {
  /** On a screen, which cannot make any. */
  screen:
    'None yet. In AR, open “Align” in the menu and touch two corners that everybody can find again, at least 1.5 m apart. Whoever touches the same two sees everything in the same place.',
  headset: 'None yet. Touch two corners that everybody can find again, at least 1.5 m apart.',
};
export const MEASURE_HINT =
  'Was the furniture moved, or a point touched badly? Measure the points again in AR, with a headset or a phone that is aligned in that room. Nothing that was placed moves.';
export const CHANGE_HINT =
  'Measured again or deleted, nothing that was placed moves, and Undo takes it back.';
export const ANCHORS = {
  screen: 'Anchors of this device',
  headset: 'Rooms that this headset finds again by itself',
};
export const NO_ANCHORS = 'None. A headset that can keep anchors finds its rooms again by itself.';
export const anchorsKept = (n: number): string =>
  `${count(n, 'anchor')}. A headset keeps only a few for all apps; the one that was used longest ago gives way.`;

export const SHOW_ANCHORS = 'Anchors';
export const UNDO = 'Undo';

/** The actions on one set of points. */
export const FRAME = {
  touch: 'Touch',
  change: 'Change',
  touchThese: 'Touch these points',
  measure: 'Measure again',
  rename: 'Rename',
  delete: 'Delete',
  back: 'Back',
};
export const ALIGNED_TO_THESE = 'You are aligned to these';
export const FRAME_NAME = 'Name of these reference points';
export const touchLabel = (name: string): string => `Touch the points of ${name}`;
export const measureLabel = (name: string): string => `Measure ${name} again`;
export const renameLabel = (name: string): string => `Rename ${name}`;
export const deleteLabel = (name: string): string => `Delete ${name}`;

export const FREE = {
  label: 'Free',
  question: 'Free this anchor? The room must be aligned again next time; nothing that was placed moves.',
  answer: 'Free it',
};
export const NO_LABEL = 'This device’s own place';
export const lastUsed = (ago: string): string => `Last used ${ago}`;

/** The steps of aligning. */
export const CARRY = {
  title: 'Put everything where it belongs',
  detail: 'Point at the floor and drag. Two hands or the thumbstick turn it.',
};
export const touchPoint = (point: string): string => `Touch “${point}”`;
/** `at` of `all`, counted from 1. */
export const measureDetail = (frame: string, at: number, all: number): string =>
  `Measuring ${frame} again: ${at} of ${all}. Hold the tip right where it is now, then press.`;
export const touchDetail = (frame: string, at: number, all: number): string =>
  `${frame}: ${at} of ${all}. Hold the tip right at the spot, then press.`;
export const FIRST_CORNER = 'Touch a first corner';
export const SECOND_CORNER = 'Touch a second corner';
export const ENOUGH_CORNERS = 'Press Done, or touch one more';
export const CORNER_HINT =
  'Something that stays: a table’s corner, a door frame. At least 1.5 m from the other.';
export const MORE_CORNERS_HINT = 'A third and a fourth point make it more exact.';

// Why a step cannot go back or end yet; after the command's label and a colon.
export const NOTHING_TOUCHED = 'touch a point first.';
export const TOO_FEW = 'touch one more point first.';
