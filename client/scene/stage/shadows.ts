import { Color, Matrix4, PlaneGeometry, ShaderMaterial } from 'three';
import type { ObjectId } from '../../../shared/ids.ts';
import { halfExtents, type Pose, rotate, type Vec3 } from '../../../shared/pose.ts';
import type { KindDrawing } from '../instancing/parts.ts';
import { InstancePool, type Slot } from '../instancing/pool.ts';
import { Supports } from '../supports.ts';
import type { Theme } from './backdrop.ts';

const STRENGTH: Record<Theme, number> = { dark: 0.6, light: 0.3 };

const VERTEX = /* glsl */ `
varying vec2 vAt;
flat varying vec3 vData;
void main() {
  vAt = position.xz * 2.0;
  vData = instanceColor;
  gl_Position = projectionMatrix * modelViewMatrix * instanceMatrix * vec4(position, 1.0);
}`;

// `instanceColor`: x how dark, y how square (0 an ellipse, 1 a rounded rectangle).
const FRAGMENT = /* glsl */ `
uniform vec3 shade;
uniform float strength;
varying vec2 vAt;
flat varying vec3 vData;
void main() {
  vec2 at = abs(vAt);
  float power = mix(2.0, 5.0, vData.y);
  float away = pow(pow(at.x, power) + pow(at.y, power), 1.0 / power);
  float fade = 1.0 - smoothstep(0.3, 1.0, away);
  gl_FragColor = vec4(shade, fade * strength * vData.x);
  #include <colorspace_fragment>
}`;

/** How far beyond the object (share of its half size, and m) its shadow reaches. */
const SPREAD = 1.5;
const SPREAD_M = 0.012;
/** A shadow fades as the object rises; this high (m) above its support it is gone. */
const GONE_M = 1.2;
/** Keeps a shadow from flickering in what it lies on. */
const LIFT_M = 0.0015;

interface Cast {
  readonly slot: Slot;
  readonly pose: Pose;
  readonly size: Vec3;
  readonly square: boolean;
}

/**
 * A soft dark patch under every object, all in one draw call: it tells the eye where a thing stands, at none
 * of the price of real shadows. It falls on the highest object below, else on the floor at y = 0. Where the
 * real room is seen (`setFloor(false)`) nobody knows what is below, and it stays at the object's base.
 */
export class Shadows {
  readonly #material = new ShaderMaterial({
    uniforms: { shade: { value: new Color('#05070a') }, strength: { value: STRENGTH.dark } },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    transparent: true,
    depthWrite: false,
  });
  readonly #geometry = new PlaneGeometry(1, 1).rotateX(-Math.PI / 2);
  readonly #pool = new InstancePool('shadows', this.#geometry, this.#material, -10);
  readonly #supports = new Supports();
  readonly #casts = new Map<ObjectId, Cast>();
  readonly #dirty = new Set<ObjectId>();
  #floor = true;
  readonly object = this.#pool.object;

  get count(): number {
    return this.#pool.count;
  }

  /** The drawing is up to date after `flush`. */
  set(id: ObjectId, pose: Pose, size: Vec3, kind: KindDrawing['shadow']): void {
    if (kind === 'none') {
      this.delete(id);
      return;
    }
    const slot = this.#casts.get(id)?.slot ?? this.#pool.add();
    const [x, y, z] = halfExtents(pose, size);
    const [px, py, pz] = pose.position;
    this.#touch(id);
    this.#casts.set(id, { slot, pose, size, square: kind === 'square' });
    this.#supports.set(id, { x: [px - x, px + x], z: [pz - z, pz + z], base: py - y, top: py + y });
    this.#touch(id);
  }

  delete(id: ObjectId): void {
    const cast = this.#casts.get(id);
    if (!cast) return;
    this.#touch(id);
    this.#pool.remove(cast.slot);
    this.#casts.delete(id);
    this.#supports.delete(id);
  }

  setFloor(floor: boolean): void {
    if (floor === this.#floor) return;
    this.#floor = floor;
    for (const id of this.#casts.keys()) this.#dirty.add(id);
  }

  flush(): void {
    for (const id of this.#dirty) {
      const cast = this.#casts.get(id);
      if (cast) this.#lay(id, cast);
    }
    this.#dirty.clear();
  }

  setTheme(theme: Theme): void {
    const { strength } = this.#material.uniforms;
    if (strength) strength.value = STRENGTH[theme];
  }

  dispose(): void {
    this.#pool.dispose();
    this.#casts.clear();
    this.#geometry.dispose();
    this.#material.dispose();
  }

  #touch(id: ObjectId): void {
    this.#dirty.add(id);
    this.#supports.addNeighbours(id, this.#dirty);
  }

  #lay(id: ObjectId, { slot, pose, size, square }: Cast): void {
    const base = pose.position[1] - halfExtents(pose, size)[1];
    const floor = this.#floor && base > -0.05 ? 0 : undefined;
    const under = this.#supports.under(id);
    const support = under === undefined ? floor : Math.max(under, floor ?? under);
    const y = support === undefined ? base : Math.min(support, base);
    const rise = base - y;
    const dark = Math.max(0, 1 - rise / GONE_M) ** 1.5;
    this.#pool.set(slot, footprint(pose, size, y + LIFT_M, SPREAD_M + rise * 0.12), dark, square ? 1 : 0, 0);
  }
}

const matrix = new Matrix4();

/**
 * The ellipse that an object's three axes make when seen from above, as a flat matrix at height `y`: the
 * square root of the sum of their outer products, whose axes are the closed form for a symmetric two by two
 * matrix.
 */
function footprint(pose: Pose, size: Vec3, y: number, blur: number): Matrix4 {
  let [xx, xz, zz] = [0, 0, 0];
  const axes: readonly Vec3[] = [
    [size[0] / 2, 0, 0],
    [0, size[1] / 2, 0],
    [0, 0, size[2] / 2],
  ];
  for (const axis of axes) {
    const [x, , z] = rotate(pose.rotation, axis);
    xx += x * x;
    xz += x * z;
    zz += z * z;
  }
  const mean = (xx + zz) / 2;
  const apart = Math.hypot((xx - zz) / 2, xz);
  const wide = Math.sqrt(mean + apart) * SPREAD + blur;
  const narrow = Math.sqrt(Math.max(0, mean - apart)) * SPREAD + blur;
  const angle = Math.atan2(2 * xz, xx - zz) / 2;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [px, , pz] = pose.position;
  return matrix.set(
    c * wide * 2,
    0,
    -s * narrow * 2,
    px,
    0,
    1,
    0,
    y,
    s * wide * 2,
    0,
    c * narrow * 2,
    pz,
    0,
    0,
    0,
    1,
  );
}
