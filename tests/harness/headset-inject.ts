import { SyntheticEnvironmentModule } from '@iwer/sem';
import { metaQuest3, XRAnchor, XRDevice, type XRDeviceConfig, XRRay } from 'iwer';
import { giveSenses, type Senses } from './headset-senses.ts';

/**
 * Runs in the page before anything else: installs an emulated headset (IWER) in place of the browser's own WebXR. Bundled by
 * `headset.ts`; reads its settings from `emulatedHeadsetSettings` and answers as `emulatedHeadset`.
 */
export interface HeadsetSettings extends Senses {
  /** `quest3`: all there is. `androidxr`: no meshes, no persistent anchors. `visionos`: says AR and refuses it, VR only. */
  readonly profile: 'quest3' | 'androidxr' | 'visionos';
  /** Two pictures side by side instead of one. */
  readonly stereo: boolean;
  /** Persistent anchors that fit; a Quest has 8. */
  readonly anchorLimit: number;
  /** Where this headset has the origin of its floor in the room (m, and rad about the vertical): every real one has it elsewhere. */
  readonly origin: { readonly position: readonly [number, number, number]; readonly yaw: number };
}

export interface EmulatedHeadset {
  loadRoom(room: unknown): Promise<void>;
  remote(method: string, params: Record<string, unknown>): Promise<unknown>;
  setVisibility(state: 'visible' | 'visible-blurred' | 'hidden'): void;
}

declare global {
  var emulatedHeadsetSettings: HeadsetSettings | undefined;
  var emulatedHeadset: EmulatedHeadset | undefined;
}

type Modes = XRDeviceConfig['supportedSessionModes'];
type Features = XRDeviceConfig['supportedFeatures'];

const quest: XRDeviceConfig = metaQuest3;
const PROFILES: Record<HeadsetSettings['profile'], XRDeviceConfig> = {
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
    supportedSessionModes: ['inline', 'immersive-vr'] as Modes,
    supportedFeatures: ['viewer', 'local', 'local-floor', 'hand-tracking'] as Features,
  },
};

function install(settings: HeadsetSettings): void {
  const device = new XRDevice(PROFILES[settings.profile], { stereoEnabled: settings.stereo });
  // Chromium has a WebXR of its own, which the emulator would leave alone unless it is told not to.
  device.installRuntime({ forceInstall: true });
  // Two classes that the emulator has and forgets to put into the page.
  Object.assign(globalThis, { XRRay, XRAnchor });
  // Its sessions forget what the device says.
  Object.defineProperty(XRSession.prototype, 'isSystemKeyboardSupported', {
    get: () => device.isSystemKeyboardSupported,
  });
  const anchors = XRAnchor.prototype as { requestPersistentHandle?: () => Promise<string> };
  const sessions = XRSession.prototype as unknown as Record<string, unknown>;
  if (settings.profile !== 'quest3') {
    delete anchors.requestPersistentHandle;
    for (const name of ['restorePersistentAnchor', 'deletePersistentAnchor']) delete sessions[name];
  } else {
    const request = anchors.requestPersistentHandle;
    // A real headset has room for a few; the emulator for any number.
    anchors.requestPersistentHandle = function limited() {
      const kept = device.activeSession?.persistentAnchors.length ?? 0;
      if (!request || kept >= settings.anchorLimit) {
        return Promise.reject(new DOMException('no room for another anchor', 'QuotaExceededError'));
      }
      return request.call(this);
    };
  }
  const { position, yaw } = settings.origin;
  const [x, y, z] = position;
  const origin = new XRRigidTransform(
    { x, y, z },
    { x: 0, y: Math.sin(yaw / 2), z: 0, w: Math.cos(yaw / 2) },
  );
  const reference = XRSession.prototype.requestReferenceSpace;
  XRSession.prototype.requestReferenceSpace = async function placed(this: XRSession, type) {
    const space = await reference.call(this, type);
    // The emulator reads a matrix where browsers read a transform.
    return type === 'local-floor' ? space.getOffsetReferenceSpace(origin.matrix as never) : space;
  } as typeof reference;
  if (navigator.xr) giveSenses(navigator.xr, settings);
  if (settings.profile === 'visionos' && navigator.xr) {
    // Safari on visionOS has said so (WebKit pull request 56549) and then refused.
    const { xr } = navigator;
    const supported = xr.isSessionSupported.bind(xr);
    const request = xr.requestSession.bind(xr);
    xr.isSessionSupported = mode => (mode === 'immersive-ar' ? Promise.resolve(true) : supported(mode));
    xr.requestSession = (mode, init) =>
      mode === 'immersive-ar'
        ? Promise.reject(new DOMException('there is no AR here', 'NotSupportedError'))
        : request(mode, init);
  }
  device.installSEM(SyntheticEnvironmentModule as unknown as Parameters<XRDevice['installSEM']>[0]);
  if (device.sem) {
    Object.assign(device.sem, { planesVisible: false, boundingBoxesVisible: false, meshesVisible: true });
  }
  globalThis.emulatedHeadset = {
    loadRoom: async room => {
      await device.sem?.loadEnvironment(room as never);
    },
    remote: (method, params) => device.remote.dispatch(method, params),
    setVisibility: state => device.updateVisibilityState(state as never),
  };
}

if (globalThis.emulatedHeadsetSettings) install(globalThis.emulatedHeadsetSettings);
