/**
 * How this device behaves for its own person. Device scope: kept here, never synced. Those with names are on
 * or off.
 */
export const PREFERENCE_NAMES = ['sounds', 'occlusion', 'camera'] as const;
export type PreferenceName = (typeof PREFERENCE_NAMES)[number];
export type WorkingHand = 'left' | 'right';
/**
 * `hand`: the one that this person works with; what is for the other one keeps to the other side.
 * `knowsNoAnchors`: a notice has said that this browser keeps no anchors.
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

/** The browser's answer when AR began last: a browser is asked only for what the person wants. */
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
