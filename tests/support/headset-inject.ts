import { SyntheticEnvironmentModule } from '@iwer/sem';
import { lookRotation, XRAnchor, XRDevice, XRRay } from 'iwer';
import type { Vec3 } from '../../shared/pose.ts';
import { type Aim, Fingers } from './headset-fingers.ts';
import { type FloorOrigin, giveFloor } from './headset-floor.ts';
import { giveGlass, onGlass } from './headset-glass.ts';
import { PROFILES, type Profile } from './headset-profiles.ts';
import { giveSenses, type Senses } from './headset-senses.ts';
import { giveShared, type SharedRoom } from './headset-shared.ts';

/**
 * Runs in the page before anything else: installs an emulated headset (IWER) in place of the browser's own
 * WebXR. Bundled by `headset.ts`; reads its settings from `emulatedHeadsetSettings` and answers as
 * `emulatedHeadset`.
 */
export interface HeadsetSettings extends Senses {
  readonly profile: Profile;
  /** Two pictures side by side instead of one. */
  readonly stereo: boolean;
  /** Persistent anchors that fit; a Quest has 8. */
  readonly anchorLimit: number;
  readonly origin: FloorOrigin;
  /** A space that it shares with other headsets; none unless told otherwise. */
  readonly shared?: SharedRoom;
}

export interface EmulatedHeadset {
  loadRoom(room: unknown): Promise<void>;
  remote(method: string, params: Record<string, unknown>): Promise<unknown>;
  setVisibility(state: 'visible' | 'visible-blurred' | 'hidden'): void;
  recenter(to: FloorOrigin, tells: boolean): void;
  shareRoom(room: SharedRoom): void;
  /**
   * Where there is nothing in the hands (`visionos`): begins, drags and ends a pinch at what the eyes rest
   * on.
   */
  pinch(how: 'down' | 'aim', at: Vec3): void;
  pinch(how: 'up'): void;
  /** Where a point of the room is on a phone's glass (CSS pixels). */
  onGlass(point: Vec3): readonly [number, number];
}

declare global {
  var emulatedHeadsetSettings: HeadsetSettings | undefined;
  var emulatedHeadset: EmulatedHeadset | undefined;
}

function install(settings: HeadsetSettings): void {
  const { profile } = settings;
  const device = new XRDevice(PROFILES[profile], {
    stereoEnabled: settings.stereo,
    // A phone has one eye, and where it looks from is where its glass is.
    ...(profile === 'phone' ? { ipd: 0 } : {}),
  });
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
  if (profile !== 'quest3') {
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
  const sharing = navigator.xr && giveShared(navigator.xr, settings.shared);
  const floor = giveFloor(settings.origin);
  if (navigator.xr) giveSenses(navigator.xr, settings);
  const fingers = profile === 'visionos' ? new Fingers(device, 'transient-pointer') : undefined;
  if (profile === 'phone' && navigator.xr) giveGlass(device, navigator.xr);
  if (profile === 'visionos' && navigator.xr) {
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
    recenter: floor.recenter,
    shareRoom: room => sharing?.settle(room),
    onGlass: point => onGlass(device, point),
    pinch: (how, at?: Vec3) => {
      if (how === 'up') fingers?.up();
      else if (at) fingers?.[how](gazeAt(device, at));
    },
  };
}

/** From between the eyes to a point of the room; the hand that pinches is low before the body. */
function gazeAt({ position: { x, y, z } }: XRDevice, at: Vec3): Aim {
  const turn = lookRotation({ x: at[0] - x, y: at[1] - y, z: at[2] - z });
  const matrix = (from: DOMPointInit): Float32Array => new XRRigidTransform(from, turn).matrix;
  return { ray: matrix({ x, y, z }), grip: matrix({ x: x + 0.2, y: y - 0.5, z: z - 0.3 }) };
}

if (globalThis.emulatedHeadsetSettings) install(globalThis.emulatedHeadsetSettings);
