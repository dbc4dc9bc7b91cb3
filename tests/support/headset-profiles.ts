import { metaQuest3, type XRDeviceConfig } from 'iwer';

/**
 * - `quest3`: all there is.
 * - `androidxr`: no meshes, no persistent anchors, no keyboard of the system.
 * - `visionos`: says AR and refuses it; VR with a floor, and nothing in the hands but a pinch while it lasts.
 * - `desktopvr`: VR with controllers and hands, and no room.
 * - `phone`: AR behind the page's own controls, and fingers on the glass.
 */
export type Profile = 'quest3' | 'androidxr' | 'visionos' | 'desktopvr' | 'phone';

type Features = XRDeviceConfig['supportedFeatures'];

const quest: XRDeviceConfig = metaQuest3;
const VR_ONLY = ['inline', 'immersive-vr'] as XRDeviceConfig['supportedSessionModes'];
const FLOOR: Features = ['viewer', 'local', 'local-floor'];

export const PROFILES: Record<Profile, XRDeviceConfig> = {
  quest3: quest,
  androidxr: {
    ...quest,
    name: 'Android XR',
    isSystemKeyboardSupported: false,
    supportedFeatures: quest.supportedFeatures.filter(feature => feature !== 'mesh-detection'),
  },
  visionos: {
    ...quest,
    name: 'visionOS',
    isSystemKeyboardSupported: false,
    supportedSessionModes: VR_ONLY,
    supportedFeatures: FLOOR,
  },
  desktopvr: {
    ...quest,
    name: 'Desktop VR',
    isSystemKeyboardSupported: false,
    supportedSessionModes: VR_ONLY,
    supportedFeatures: [...FLOOR, 'hand-tracking'],
  },
  phone: {
    ...quest,
    name: 'Phone',
    isSystemKeyboardSupported: false,
    interactionMode: 'screen-space' as XRDeviceConfig['interactionMode'],
    supportedFeatures: [...FLOOR, 'dom-overlay', 'hit-test', 'anchors', 'depth-sensing'],
  },
};
