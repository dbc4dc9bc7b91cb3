import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { XrGrants, XrMode } from '../model/index.ts';
import { ifGranted } from './optional.ts';

/** A started XR session, in the mode that the browser really gave. */
export interface Started {
  readonly session: XRSession;
  readonly mode: XrMode;
}

/**
 * Features that a browser may ask the person about: how far the room is at each point, and the camera's
 * picture of it.
 */
export interface XrWishes {
  readonly depth: boolean;
  readonly camera: boolean;
}

/** How XR is to start. `overlay` is shown over the camera picture on phones. */
export interface StartOptions {
  readonly overlay: HTMLElement | undefined;
  readonly wishes: XrWishes;
}

const OPTIONAL = [
  'hit-test',
  'anchors',
  'plane-detection',
  'mesh-detection',
  'hand-tracking',
  'layers',
  'shared',
];

/** The best mode that this browser says it has; undefined where it has none. Never rejects. */
export async function detectMode(): Promise<XrMode | undefined> {
  for (const mode of ['immersive-ar', 'immersive-vr'] as const) {
    if (await isSupported(mode)) return mode;
  }
  return undefined;
}

async function isSupported(mode: XrMode): Promise<boolean> {
  try {
    return (await navigator.xr?.isSessionSupported(mode)) ?? false;
  } catch {
    // A page that may not use WebXR (permissions policy) rejects here: then there is none for us.
    return false;
  }
}

/**
 * Asks for an XR session; must run in a user gesture. Only the floor is required, everything else is taken
 * where it is. A browser that says it has AR and then refuses it (visionOS does) gets asked for VR. Errors:
 * `xr/unsupported`, `xr/denied`, `xr/no-floor`, `xr/failed`.
 */
export async function requestSession(mode: XrMode, options: StartOptions): Promise<Result<Started>> {
  const first = await request(mode, options);
  if (first.ok || first.error.code !== 'xr/no-floor' || mode === 'immersive-vr') return first;
  if (!(await isSupported('immersive-vr'))) return first;
  return request('immersive-vr', options);
}

/** Not in the types of WebXR yet. */
interface OfferingXr extends XRSystem {
  offerSession?(mode: XrMode, init: XRSessionInit): Promise<XRSession>;
}

/**
 * Lets the browser show a way into XR in its own controls. Undefined where it has no such thing; resolves
 * without a session where the offer ended, as each does when another session is asked for.
 */
export function offerSession(
  mode: XrMode,
  options: StartOptions,
): Promise<XRSession | undefined> | undefined {
  const xr: OfferingXr | undefined = navigator.xr;
  return xr?.offerSession && ifGranted(xr.offerSession(mode, initOf(mode, options)));
}

/** Returns the wishes that the browser granted. */
export function grantsOf({ enabledFeatures }: XRSession, wishes: XrWishes): XrGrants {
  const grant = (isWished: boolean, feature: string): XrGrants['depth'] => {
    if (!isWished) return 'unasked';
    return enabledFeatures?.includes(feature) ? 'granted' : 'refused';
  };
  return { depth: grant(wishes.depth, 'depth-sensing'), camera: grant(wishes.camera, 'camera-access') };
}

async function request(mode: XrMode, options: StartOptions): Promise<Result<Started>> {
  const xr = navigator.xr;
  if (!xr) return fail('xr/unsupported');
  try {
    return ok({ session: await xr.requestSession(mode, initOf(mode, options)), mode });
  } catch (cause) {
    return { ok: false, error: errorOf(cause) };
  }
}

function initOf(mode: XrMode, { overlay, wishes }: StartOptions): XRSessionInit {
  const optionalFeatures = [...OPTIONAL];
  const init: XRSessionInit = { requiredFeatures: ['local-floor'], optionalFeatures };
  // The room is behind all of these, and VR has none.
  if (mode === 'immersive-vr') return init;
  if (overlay) {
    optionalFeatures.push('dom-overlay');
    init.domOverlay = { root: overlay };
  }
  if (wishes.depth) {
    optionalFeatures.push('depth-sensing');
    init.depthSensing = {
      usagePreference: ['gpu-optimized', 'cpu-optimized'],
      dataFormatPreference: ['float32', 'luminance-alpha'],
    };
  }
  if (wishes.camera) optionalFeatures.push('camera-access');
  return init;
}

function errorOf(cause: unknown): AppError {
  const name = cause instanceof DOMException ? cause.name : 'Error';
  const detail = cause instanceof Error ? cause.message : String(cause);
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return { code: 'xr/denied', detail, cause };
    case 'NotSupportedError':
      // The mode is there and one required feature is not; there is only one.
      return { code: 'xr/no-floor', detail, cause };
    default:
      return { code: 'xr/failed', detail, cause };
  }
}
