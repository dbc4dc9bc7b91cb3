import type { PreferenceName } from '../../model/index.ts';

/** How this device behaves for its own person. */

export const TITLE = 'On this device only';
export const PREFERENCES: Record<
  PreferenceName,
  {
    readonly label: string;
    /** For buttons. */
    readonly short: string;
    readonly detail: string;
  }
> = {
  sounds: {
    label: 'Short sounds',
    short: 'Sounds',
    detail: 'When something is placed, snaps or is deleted, for pings, and when somebody joins.',
  },
  occlusion: {
    label: 'Real things hide virtual ones',
    short: 'Room in front',
    detail: 'In AR, where the browser knows how far away real things are.',
  },
  camera: {
    label: 'The room in AR pictures',
    short: 'Room in pictures',
    detail: 'The browser asks for the camera. Pictures go to everybody in the session.',
  },
};
export const FROM_NEXT_TIME = 'From the next time that you enter AR.';
export const REFUSED: Record<Exclude<PreferenceName, 'sounds'>, string> = {
  occlusion: 'This browser does not say how far away real things are: they hide nothing.',
  camera: 'This browser gives pages no camera: pictures show the backdrop in place of the room.',
};

export const HANDS = { title: 'I work with', left: 'My left hand', right: 'My right hand' };
