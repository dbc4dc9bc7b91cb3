import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { XrMode } from '../model/index.ts';

/** A started XR session, in the mode that the browser really gave. */
export interface Started {
  readonly session: XRSession;
  readonly mode: XrMode;
}

const OPTIONAL = ['hit-test', 'anchors', 'plane-detection', 'mesh-detection', 'hand-tracking', 'layers'];

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
 * Asks for an XR session; must run in a user gesture. Only the floor is required, everything else is taken where it is. A browser
 * that says it has AR and then refuses it (visionOS does) gets asked for VR. Errors: `xr/unsupported`, `xr/denied`, `xr/no-floor`,
 * `xr/failed`.
 */
export async function requestSession(
  mode: XrMode,
  overlay: HTMLElement | undefined,
): Promise<Result<Started>> {
  const first = await request(mode, overlay);
  if (first.ok || first.error.code !== 'xr/no-floor' || mode === 'immersive-vr') return first;
  if (!(await isSupported('immersive-vr'))) return first;
  return request('immersive-vr', undefined);
}

async function request(mode: XrMode, overlay: HTMLElement | undefined): Promise<Result<Started>> {
  const xr = navigator.xr;
  if (!xr) return fail('xr/unsupported');
  try {
    const session = await xr.requestSession(mode, {
      requiredFeatures: ['local-floor'],
      optionalFeatures: overlay ? [...OPTIONAL, 'dom-overlay'] : OPTIONAL,
      ...(overlay ? { domOverlay: { root: overlay } } : {}),
    });
    return ok({ session, mode });
  } catch (cause) {
    return { ok: false, error: errorOf(cause) };
  }
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
