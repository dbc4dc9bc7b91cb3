import {
  Color,
  CylinderGeometry,
  Group,
  Matrix4,
  MeshBasicMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import {
  add,
  between,
  distance,
  length,
  normalize,
  scaleBy,
  subtract,
  type Vec3,
} from '../../../shared/pose.ts';
import type { Aim } from '../../../shared/session/index.ts';
import type { Peer } from '../../model/index.ts';
import { InstancePool, type Slot } from '../instancing/pool.ts';
import { follow, mix } from '../world.ts';

/** Rays that begin this near the viewer's eyes (m) would only cover the picture: their dot is enough. */
const EYES_M = 0.25;
/** A ray begins this far (m) before the hand or the eye that it leaves. */
const GAP_M = 0.12;
const RAY_M = 0.004;
const DOT = { min: 0.012, max: 0.08, perM: 0.014 };
/** Ends nearer to each other than this (m) are in the same place. */
const STILL_M = 2e-4;

interface Ray {
  target: Aim;
  now: Aim;
  color: Color;
  line: Slot | undefined;
  readonly dot: Slot;
}

const matrix = new Matrix4();
const position = new Vector3();
const turn = new Quaternion();
const scale = new Vector3();

/**
 * The rays of other people: a thin ray in their colour, and a dot where it ends. All of them are two
 * draw calls.
 */
export class Rays {
  readonly object = new Group();
  readonly #material = new MeshBasicMaterial({
    transparent: true,
    opacity: 0.6,
    depthWrite: false,
    toneMapped: false,
  });
  readonly #line = new CylinderGeometry(0.2, 0.5, 1, 8, 1, true).translate(0, 0.5, 0);
  readonly #ball = new SphereGeometry(0.5, 20, 12);
  readonly #lines = new InstancePool('rays', this.#line, this.#material, 20);
  readonly #dots = new InstancePool('ray dots', this.#ball, this.#material, 20);
  readonly #rays = new Map<string, Ray>();
  /** The viewer's position in the last picture: a dot is as large at any distance. */
  #viewer: Vec3 | undefined;
  #changed = false;

  constructor() {
    this.object.name = 'pointing';
    this.object.matrixAutoUpdate = false;
    this.object.add(this.#lines.object, this.#dots.object);
  }

  set(peers: readonly Peer[]): void {
    const seen = new Set<string>();
    for (const { client, presence } of peers) {
      for (const [i, aim] of (presence.aims ?? []).entries()) {
        const key = `${client} ${i}`;
        seen.add(key);
        const ray = this.#rays.get(key) ?? this.#add(key, aim);
        ray.target = aim;
        ray.color.set(presence.color);
      }
    }
    this.#changed ||= seen.size > 0 || this.#rays.size > 0;
    for (const [key, ray] of this.#rays) if (!seen.has(key)) this.#remove(key, ray);
  }

  /** Returns whether somebody points elsewhere. `dt` in ms; `viewer` in session space. */
  update(dt: number, viewer: Vec3): boolean {
    let moved = this.#changed;
    this.#changed = false;
    const k = follow(dt);
    for (const ray of this.#rays.values()) {
      const { now, target } = ray;
      if (now === target) continue;
      const isThere = distance(now.from, target.from) < STILL_M && distance(now.to, target.to) < STILL_M;
      ray.now = isThere ? target : { from: mix(now.from, target.from, k), to: mix(now.to, target.to, k) };
      moved = true;
    }
    const isElsewhere = !this.#viewer || distance(this.#viewer, viewer) > STILL_M;
    if (moved || isElsewhere) for (const ray of this.#rays.values()) this.#draw(ray, viewer);
    this.#viewer = viewer;
    return moved;
  }

  dispose(): void {
    for (const [key, ray] of this.#rays) this.#remove(key, ray);
    for (const each of [this.#lines, this.#dots, this.#line, this.#ball, this.#material]) each.dispose();
    this.object.removeFromParent();
  }

  #add(key: string, aim: Aim): Ray {
    const ray: Ray = { target: aim, now: aim, color: new Color(), line: undefined, dot: this.#dots.add() };
    this.#rays.set(key, ray);
    return ray;
  }

  #remove(key: string, { line, dot }: Ray): void {
    if (line) this.#lines.remove(line);
    this.#dots.remove(dot);
    this.#rays.delete(key);
  }

  #draw(ray: Ray, viewer: Vec3): void {
    const { from, to } = ray.now;
    const { r, g, b } = ray.color;
    const size = Math.min(DOT.max, Math.max(DOT.min, distance(to, viewer) * DOT.perM));
    matrix.makeScale(size, size, size).setPosition(...to);
    this.#dots.set(ray.dot, matrix, r, g, b);
    const along = subtract(to, from);
    const long = length(along) - GAP_M;
    if (long < GAP_M || distance(from, viewer) < EYES_M) {
      if (ray.line) this.#lines.remove(ray.line);
      ray.line = undefined;
      return;
    }
    const direction = normalize(along);
    const start = add(from, scaleBy(direction, GAP_M));
    matrix.compose(
      position.fromArray(start),
      turn.fromArray(between([0, 1, 0], direction)),
      scale.set(RAY_M, long, RAY_M),
    );
    ray.line ??= this.#lines.add();
    this.#lines.set(ray.line, matrix, r, g, b);
  }
}
