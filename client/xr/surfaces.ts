import { type Pose, rotate } from '../../shared/pose.ts';
import type { Ray, SurfaceHit } from '../model/index.ts';
import { meetMesh, meetPolygon } from './geometry.ts';
import { ifGranted } from './optional.ts';
import { along, poseOf } from './space.ts';

/** A ray that meets nothing ends here (m). */
const AIR_M = 1.5;
/** The floor farther away than this (m) is no place that anybody means. */
const FLOOR_MAX_M = 15;

/** The surfaces that one frame knows, read once for all pointers. */
interface Room {
  readonly planes: readonly { readonly pose: Pose; readonly polygon: readonly DOMPointReadOnly[] }[];
  readonly meshes: readonly { readonly pose: Pose; readonly mesh: XRMesh }[];
}

/**
 * Finds where rays meet the real world, in local-floor space, by the best means that this session has: hit
 * test, detected planes, detected meshes, the floor, and at last a point in the air at a fixed distance.
 */
export class RoomSurfaces {
  readonly #session: XRSession;
  readonly #sources = new Map<XRInputSource | 'view', XRHitTestSource>();
  #touches: XRTransientInputHitTestSource | undefined;
  #room: Room | undefined;
  #isClosed = false;

  constructor(session: XRSession) {
    this.#session = session;
    void this.#connectView();
    void this.#connectTouches();
  }

  async connect(source: XRInputSource): Promise<void> {
    await this.#request(source, source.targetRaySpace);
  }

  disconnect(source: XRInputSource): void {
    this.#sources.get(source)?.cancel();
    this.#sources.delete(source);
  }

  /** Once per frame, before `find`. */
  refresh(): void {
    this.#room = undefined;
  }

  /** `ray` in local-floor space; `of` names whose ray it is, so that its own hit test can answer. */
  find(of: XRInputSource | 'view', ray: Ray, frame: XRFrame, space: XRReferenceSpace): SurfaceHit {
    return (
      this.#hitTest(of, frame, space) ??
      this.#inRoom(ray, frame, space) ??
      floor(ray) ?? { point: along(ray, AIR_M), normal: [0, 1, 0], source: 'air' }
    );
  }

  close(): void {
    this.#isClosed = true;
    // The XR session is over or about to be: cancelling a source of an ended session throws, and ending it
    // frees them all.
    this.#sources.clear();
    this.#touches = undefined;
  }

  async #connectView(): Promise<void> {
    const space = await ifGranted(this.#session.requestReferenceSpace('viewer'));
    // Every session has a viewer space; one that ended meanwhile does not answer.
    if (space) await this.#request('view', space);
  }

  async #connectTouches(): Promise<void> {
    // Rejected where the feature was not granted: then planes, meshes and the floor answer.
    const asked = this.#session.requestHitTestSourceForTransientInput?.({ profile: 'generic-touchscreen' });
    const source = await ifGranted(asked);
    if (source && !this.#isClosed) this.#touches = source;
  }

  async #request(of: XRInputSource | 'view', space: XRSpace): Promise<void> {
    // Rejected where the feature was not granted: then planes, meshes and the floor answer.
    const source = await ifGranted(this.#session.requestHitTestSource?.({ space }));
    if (source && !this.#isClosed) this.#sources.set(of, source);
  }

  #hitTest(of: XRInputSource | 'view', frame: XRFrame, space: XRReferenceSpace): SurfaceHit | undefined {
    const source = this.#sources.get(of);
    let result = source && frame.getHitTestResults(source)[0];
    if (!result && this.#touches && of !== 'view' && of.targetRayMode === 'screen') {
      const all = frame.getHitTestResultsForTransientInput(this.#touches);
      result = all.find(each => each.inputSource === of)?.results[0];
    }
    const pose = result?.getPose(space);
    if (!pose) return undefined;
    const { position, rotation } = poseOf(pose.transform);
    return { point: position, normal: rotate(rotation, [0, 1, 0]), source: 'hit-test' };
  }

  #inRoom(ray: Ray, frame: XRFrame, space: XRReferenceSpace): SurfaceHit | undefined {
    this.#room ??= readRoom(frame, space);
    let best: { t: number; hit: SurfaceHit } | undefined;
    for (const { pose, polygon } of this.#room.planes) {
      const met = meetPolygon(ray, pose, polygon);
      if (met && (!best || met.t < best.t)) {
        best = { t: met.t, hit: { point: along(ray, met.t), normal: met.normal, source: 'plane' } };
      }
    }
    if (best) return best.hit;
    for (const { pose, mesh } of this.#room.meshes) {
      const met = meetMesh(ray, pose, mesh);
      if (met && (!best || met.t < best.t)) {
        best = { t: met.t, hit: { point: along(ray, met.t), normal: met.normal, source: 'mesh' } };
      }
    }
    return best?.hit;
  }
}

function readRoom(frame: XRFrame, space: XRReferenceSpace): Room {
  const planes = [...(frame.detectedPlanes ?? [])].flatMap(({ planeSpace, polygon }) => {
    const pose = frame.getPose(planeSpace, space);
    return pose ? [{ pose: poseOf(pose.transform), polygon }] : [];
  });
  const meshes = [...(frame.detectedMeshes ?? [])].flatMap(mesh => {
    const pose = frame.getPose(mesh.meshSpace, space);
    return pose ? [{ pose: poseOf(pose.transform), mesh }] : [];
  });
  return { planes, meshes };
}

function floor(ray: Ray): SurfaceHit | undefined {
  const t = -ray.origin[1] / ray.direction[1];
  if (!(t > 0 && t <= FLOOR_MAX_M)) return undefined;
  return { point: along(ray, t), normal: [0, 1, 0], source: 'floor' };
}
