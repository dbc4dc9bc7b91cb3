import { type PerspectiveCamera, Quaternion, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Pose, Vec3 } from '../../../shared/pose.ts';
import type { OffscreenPing } from '../../model/index.ts';
import { isSeen, sightOf } from '../people/edge.ts';
import type { Stage } from './stage.ts';

/** A box in session space (m). */
export interface Bounds {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** From where a camera looks, and at what; session space, m. */
export interface CameraView {
  readonly eye: Vec3;
  readonly target: Vec3;
}

/** The camera of a screen: orbits a point, by mouse and by touch. */
export interface ScreenCamera {
  /** False while something else has the pointer (a gizmo, a held object, a headset). */
  enabled: boolean;
  /** Goes to look from `view.eye` at `view.target` (session space). */
  goTo(view: CameraView): void;
  /**
   * Goes along with `view`, smoothly, until another view is given; undefined gives the camera back. Call
   * before `update`.
   */
  follow(view: CameraView | undefined): void;
  /** Goes where all of `bounds` (session space) can be seen; without bounds, to where it starts. */
  frame(bounds: Bounds | undefined): void;
  /** The eyes, in session space. */
  head(): Pose;
  /**
   * The position on the page of a point of session space (CSS pixels); undefined behind the camera or outside
   * the picture.
   */
  onScreen(point: Vec3): readonly [number, number] | undefined;
  /**
   * Where on the edge of the picture a point of session space lies that is not in it: shares from the top
   * left, and rad clockwise.
   */
  beyond(point: Vec3): Pick<OffscreenPing, 'at' | 'angle'> | undefined;
  /** Keeps moving what still glides; call once per frame. `dt` in ms. */
  update(dt: number): void;
  dispose(): void;
}

const HOME: Bounds = { min: [-0.8, 0, -0.8], max: [0.8, 0.7, 0.8] };
const GLIDE_MS = 180;
/** The camera catches up with a followed person by 63 % in this time. */
const FOLLOW_MS = 160;
/** A single small thing is not looked at from nearer than this (m). */
const NEAREST_M = 0.9;
/** Shares of the picture that bars and tools leave free. */
const FREE = { across: 0.86, down: 0.76 };

/**
 * `onTaken` is called when the person moves a camera that follows somebody; it does not follow any more then.
 */
export function createScreenCamera(
  stage: Stage,
  element: HTMLElement,
  onTaken: () => void = () => undefined,
): ScreenCamera {
  const { camera, content } = stage;
  const controls = orbitControls(camera, element);
  const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)');
  let followed: CameraView | undefined;
  controls.addEventListener('change', () => {
    stage.redraw();
    // While it follows, nothing but the person's own hand updates the controls.
    if (!followed) return;
    followed = undefined;
    onTaken();
  });

  let glide: { from: Vector3; to: Vector3; fromTarget: Vector3; toTarget: Vector3; ms: number } | undefined;
  const step = (k: number): void => {
    if (!glide) return;
    const eased = 1 - (1 - k) ** 3;
    camera.position.lerpVectors(glide.from, glide.to, eased);
    controls.target.lerpVectors(glide.fromTarget, glide.toTarget, eased);
    camera.lookAt(controls.target);
    if (k >= 1) glide = undefined;
    stage.redraw();
  };
  const stopGlide = (): void => {
    glide = undefined;
  };
  controls.addEventListener('start', stopGlide);

  const glideTo = (to: Vector3, toTarget: Vector3): void => {
    glide = { from: camera.position.clone(), to, fromTarget: controls.target.clone(), toTarget, ms: 0 };
    if (calm.matches) step(1);
  };
  /** In the space that the camera stands in. */
  const placesOf = ({ eye, target }: CameraView): { eye: Vector3; target: Vector3 } => {
    content.updateWorldMatrix(true, false);
    return {
      eye: content.localToWorld(new Vector3(...eye)),
      target: content.localToWorld(new Vector3(...target)),
    };
  };
  const goAlong = (view: CameraView, dt: number): void => {
    const { eye, target } = placesOf(view);
    const k = calm.matches ? 1 : 1 - Math.exp(-dt / FOLLOW_MS);
    camera.position.lerp(eye, k);
    controls.target.lerp(target, k);
    camera.lookAt(controls.target);
  };

  const position = new Vector3();
  const rotation = new Quaternion();
  const turned = new Quaternion();
  return {
    get enabled() {
      return controls.enabled;
    },
    set enabled(value) {
      controls.enabled = value;
    },
    frame(bounds) {
      const { min, max } = bounds ?? HOME;
      content.updateWorldMatrix(true, false);
      const center = new Vector3(...min).add(new Vector3(...max)).multiplyScalar(0.5);
      const half = new Vector3(...max).sub(new Vector3(...min)).multiplyScalar(0.5);
      const away = camera.position.clone().sub(controls.target);
      if (away.lengthSq() < 1e-6) away.set(0.5, 0.5, 0.8);
      away.setY(Math.max(away.y, away.length() * 0.3)).normalize();
      away.setLength(Math.max(NEAREST_M, distanceToSee(half, away, camera)));
      const toTarget = content.localToWorld(center);
      glideTo(toTarget.clone().add(away), toTarget);
    },
    goTo(view) {
      const { eye, target } = placesOf(view);
      glideTo(eye, target);
    },
    follow(view) {
      followed = view;
    },
    head() {
      content.updateWorldMatrix(true, false);
      content.worldToLocal(position.copy(camera.position));
      content.getWorldQuaternion(turned).invert().multiply(camera.getWorldQuaternion(rotation));
      return { position: position.toArray(), rotation: turned.toArray() };
    },
    onScreen(point) {
      content.updateWorldMatrix(true, false);
      camera.updateMatrixWorld();
      const { x, y, z } = content.localToWorld(position.set(...point)).project(camera);
      if (Math.abs(x) > 1 || Math.abs(y) > 1 || Math.abs(z) > 1) return undefined;
      const box = element.getBoundingClientRect();
      return [box.left + ((x + 1) / 2) * box.width, box.top + ((1 - y) / 2) * box.height];
    },
    beyond(point) {
      content.updateWorldMatrix(true, false);
      camera.updateMatrixWorld();
      return edgeOf(camera, content.localToWorld(position.set(...point)));
    },
    update(dt) {
      controls.enableDamping = !calm.matches;
      if (followed) {
        stopGlide();
        goAlong(followed, dt);
      } else if (glide) {
        glide.ms += dt;
        step(Math.min(1, glide.ms / GLIDE_MS));
      } else if (controls.enabled && !stage.renderer.xr.isPresenting) controls.update();
    },
    dispose() {
      controls.removeEventListener('start', stopGlide);
      controls.dispose();
    },
  };
}

function orbitControls(camera: PerspectiveCamera, element: HTMLElement): OrbitControls {
  const controls = new OrbitControls(camera, element);
  controls.target.set(0, 0.25, 0);
  controls.dampingFactor = 0.12;
  controls.zoomToCursor = true;
  controls.minDistance = 0.15;
  controls.maxDistance = 80;
  controls.maxPolarAngle = Math.PI / 2 - 0.01;
  return controls;
}

/**
 * Where on the edge of its picture `camera` would have a point (of its own space) that it does not show;
 * undefined for one that it does.
 */
export function edgeOf(
  camera: PerspectiveCamera,
  point: Vector3,
): Pick<OffscreenPing, 'at' | 'angle'> | undefined {
  const seen = point.clone().applyMatrix4(camera.matrixWorldInverse);
  const sight = sightOf(camera.projectionMatrix, { across: 0, up: 0 });
  if (isSeen(seen.x, seen.y, seen.z, sight)) return undefined;
  // Straight behind is neither left nor right: it is marked below.
  const x = seen.x / sight.across;
  const y = seen.y / sight.up || (seen.z >= 0 ? -1e-6 : 0);
  const most = Math.max(Math.abs(x), Math.abs(y));
  const [across, down] = [x / most, -y / most];
  return { at: [(across + 1) / 2, (down + 1) / 2], angle: Math.atan2(down, across * camera.aspect) };
}

/**
 * How far away (m) a camera in direction `away` (length 1) has to be to see all of an upright box of these
 * half sizes around its target.
 */
export function distanceToSee(half: Vector3, away: Vector3, { fov, aspect }: PerspectiveCamera): number {
  const tan = Math.tan((fov * Math.PI) / 360);
  const right = new Vector3(0, 1, 0).cross(away).normalize();
  const up = away.clone().cross(right);
  let most = 0;
  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      for (const z of [-1, 1]) {
        const corner = half.clone().multiply(new Vector3(x, y, z));
        const across = Math.abs(corner.dot(right)) / (tan * aspect * FREE.across);
        const down = Math.abs(corner.dot(up)) / (tan * FREE.down);
        most = Math.max(most, corner.dot(away) + Math.max(across, down));
      }
    }
  }
  return most;
}
