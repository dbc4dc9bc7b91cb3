/**
 * How this device behaves for its own person. Device scope: kept here, never synced. Those with names are on
 * or off.
 */
export const PREFERENCE_NAMES = ['sounds', 'occlusion', 'camera'] as const;
export type PreferenceName = (typeof PREFERENCE_NAMES)[number];
export type WorkingHand = 'left' | 'right';
/**
 * `hand`: the one that this person works with; what is for the other one keeps to the other side.
 * `knowsNoAnchors`: they were told that this browser keeps no anchors.
 */
export type Preferences = Readonly<Record<PreferenceName, boolean>> & {
  readonly hand: WorkingHand;
  readonly knowsNoAnchors: boolean;
};

/** All that costs a prompt, frames or peace is off until somebody asks for it. */
export const USUAL_PREFERENCES: Preferences = {
  sounds: false,
  occlusion: false,
  camera: false,
  hand: 'right',
  knowsNoAnchors: false,
};

/** What the browser answered when AR began last: a browser is asked only for what the person wants. */
export type Grant = 'unasked' | 'granted' | 'refused';

/**
 * `depth`: how far the real room is at each point of the picture. `camera`: the picture of the real room
 * itself.
 */
export interface XrGrants {
  readonly depth: Grant;
  readonly camera: Grant;
}

export const NO_GRANTS: XrGrants = { depth: 'unasked', camera: 'unasked' };

interface PreferenceWords {
  readonly label: string;
  /** For buttons. */
  readonly short: string;
  readonly detail: string;
}

export const PREFERENCE_WORDS: Record<PreferenceName, PreferenceWords> = {
  sounds: {
    label: 'Short sounds',
    short: 'Sounds',
    detail: 'When something is placed, snaps or is deleted, for pings, and when somebody joins.',
  },
  occlusion: {
    label: 'Real things hide virtual ones',
    short: 'Hidden by room',
    detail: 'In AR, where the browser knows how far away real things are.',
  },
  camera: {
    label: 'The room in AR pictures',
    short: 'Room in pictures',
    detail: 'The browser asks for the camera. Pictures go to everybody in the session.',
  },
};

/**
 * Why something that is on does nothing here, or not yet; undefined where it does what it says. `isInAr`: AR
 * is under way.
 */
export function preferenceLimit(
  name: PreferenceName,
  preferences: Preferences,
  grants: XrGrants,
  isInAr: boolean,
): string | undefined {
  if (!preferences[name] || name === 'sounds') return undefined;
  const grant = name === 'occlusion' ? grants.depth : grants.camera;
  if (grant === 'unasked') return isInAr ? 'From the next time that you enter AR.' : undefined;
  if (grant === 'granted') return undefined;
  return name === 'occlusion'
    ? 'This browser does not say how far away real things are: they hide nothing.'
    : 'This browser gives pages no camera: pictures show the backdrop in place of the room.';
}
