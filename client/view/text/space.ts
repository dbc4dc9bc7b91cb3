/** Where the session stands in the room: sentences, and the same at a glance in some 25 letters (`brief`). */

export const OFF = {
  text: 'Not in AR',
  brief: 'Not in AR',
  detail: 'Enter AR to see where things are in the room.',
};
export const LOOKING = {
  text: 'Looking for the room',
  brief: 'Looking for the room',
  detail: 'Look around slowly. Everything appears once the headset knows where it is.',
};
export const UNALIGNED = {
  text: 'Not aligned',
  brief: 'Not aligned',
  detail: 'This session has reference points in a room. Touch them, or put everything down by hand.',
};

/** `how` begins a sentence that goes on with how long ago it was. */
export const LAST = { text: 'Where it was last', brief: 'Where it was last', how: 'As this device left it' };
export const MOVED = 'Place lost';
export const CHANGED = 'Points moved';
export const GONE = { text: 'Aligned to points that are gone', brief: 'Points gone', how: 'Aligned' };
export const START = {
  text: 'Placed where you entered AR',
  brief: 'Where you entered AR',
  how: 'Not aligned to reference points',
};
export const TOUCH = { text: 'Aligned', brief: 'Touch', how: 'By touching the points' };
export const HAND = { text: 'Put down by hand', brief: 'By hand', how: 'Put down by hand' };
export const OWN_PLACE = 'In place';
export const SHARED = {
  text: 'Aligned like a headset beside you',
  brief: 'As beside you',
  how: 'As a headset in the same room is',
};

/** How long an alignment holds. */
export const KEPT = {
  anchor: 'It comes back by itself.',
  visit: 'It holds until you leave AR.',
  last: 'Nothing confirms it yet: check whether things are where they belong.',
};
export const TOUCH_IS_BETTER = 'Touching the points yourself is more exact.';

const cm = (metres: number): string => `${(metres * 100).toFixed(1)} cm`;

/** `rms` (m): how far the touched points are off; undefined where two points cannot tell. */
export const alignedText = (rms: number | undefined): string =>
  rms === undefined ? TOUCH.text : `${TOUCH.text} · ${cm(rms)} off`;

/** "Touch · 0.6 cm · 5 min". `ms`: how long ago. */
export const briefly = (how: string, rms: number | undefined, ms: number): string =>
  [how, ...(rms === undefined ? [] : [cm(rms)]), shortAge(ms)].join(' · ');

function shortAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** The names that new points get, in the order in which they are touched. */
export const POINT_NAMES = ['Corner A', 'Corner B', 'Corner C', 'Corner D'];

export const frameName = ({ name }: { readonly name: string }): string => name || 'Unnamed';

export const framePointWords = ({
  points,
}: {
  readonly points: readonly { readonly name: string }[];
}): string => points.map(({ name }) => name).join(', ');

export const frameDeletedWords = (frame: { readonly name: string }): string =>
  `“${frameName(frame)}” is deleted for everybody. Undo brings it back.`;
