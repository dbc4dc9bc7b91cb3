import { type Message, NOTHING, ON_DEVICE } from './kept.ts';

/** Alignment to the room, and the anchors that keep it. */
export const SPACE_MESSAGES = {
  'align/too-few': ['Two points are needed', NOTHING, 'Touch at least two of the reference points.'],
  'align/too-close': [
    'The points are too close together',
    NOTHING,
    'Choose points at least 1.5 m apart: the farther, the more exact.',
  ],
  'align/mismatch': [
    'The points do not match',
    NOTHING,
    'Touch the same points in the same order, the tip right at the spot.',
  ],
  'align/unsteady': ['The hand moved during the touch', NOTHING, 'Hold the tip still until the tick.'],
  'align/gone': [
    'These reference points were deleted',
    'Everything stays where it is.',
    'Align to others, or define new points.',
  ],
  'align/changed': [
    'The places of these reference points have changed',
    'Everything stays where you see it.',
    'Touch the points again to see everything where the others do.',
  ],
  'align/unsure': [
    'This device is not sure where the session is',
    NOTHING,
    'Align first, by touching points or by hand; then measure them again.',
  ],
  'align/not-in-ar': [
    'Points are measured in AR, where they are',
    NOTHING,
    'Enter AR with a headset or a phone in that room, align there, and open “Align”.',
  ],
  'align/moved': [
    'The headset lost its place in the room',
    ON_DEVICE,
    'Align again: nothing that was placed has changed.',
  ],
  'anchor/none': [
    'This browser keeps no anchors',
    'The alignment holds until you leave AR.',
    'Align again when you come back.',
  ],
  'anchor/full': [
    'The headset has no room for another anchor',
    'The alignment holds until you leave AR.',
    'Free an anchor under “Align”, then align again.',
  ],
  'anchor/lost': [
    'The headset no longer knows this room’s anchor',
    'Everything you placed is saved.',
    'Align again by touching the reference points.',
  ],
  'anchor/not-freed': [
    'The headset did not free the anchor',
    'It keeps its slot for now.',
    'AI Frame tries again when AR starts next.',
  ],
} as const satisfies Record<string, Message>;
