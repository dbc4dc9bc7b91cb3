import {
  AdditiveBlending,
  BufferAttribute,
  CylinderGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  Quaternion,
  RingGeometry,
  SphereGeometry,
  Vector3,
} from 'three';
import { between, distance, normalize, subtract, UPRIGHT } from '../../../shared/pose.ts';
import type { Cursor } from '../../model/index.ts';

/**
 * Rays that start this near the eyes (m) are the eyes' own, or a screen's: drawing them would only cover the
 * picture.
 */
const EYES_M = 0.25;
const RAY_M = 0.0022;

interface Parts {
  readonly group: Group;
  readonly ray: Mesh;
  readonly ring: Mesh;
  readonly dot: Mesh;
  readonly material: MeshBasicMaterial;
}

/** For each pointer a ray that fades away from the hand, and a ring that lies on what it meets. */
export class Cursors {
  readonly object = new Group();
  readonly #rayGeometry = fadingRay();
  readonly #ringGeometry = new RingGeometry(0.72, 1, 40);
  readonly #dotGeometry = new SphereGeometry(1, 16, 10);
  readonly #rayMaterial = new MeshBasicMaterial({
    vertexColors: true,
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
  });
  readonly #parts = new Map<string, Parts>();
  #last = '';

  constructor() {
    this.object.name = 'cursors';
  }

  /** Returns whether anything changed. */
  set(cursors: readonly Cursor[], viewer: Cursor['from'], accent: string): boolean {
    const key = cursors.length > 0 ? JSON.stringify([cursors, accent]) : '';
    if (key === this.#last) return false;
    this.#last = key;
    const seen = new Set(cursors.map(cursor => cursor.pointer));
    for (const [pointer, parts] of this.#parts) {
      if (seen.has(pointer)) continue;
      parts.material.dispose();
      this.object.remove(parts.group);
      this.#parts.delete(pointer);
    }
    for (const cursor of cursors) this.#place(this.#partsOf(cursor.pointer), cursor, viewer, accent);
    return true;
  }

  dispose(): void {
    for (const { material } of this.#parts.values()) material.dispose();
    this.#parts.clear();
    for (const each of [this.#rayGeometry, this.#ringGeometry, this.#dotGeometry, this.#rayMaterial])
      each.dispose();
    this.object.removeFromParent();
  }

  #place({ ray, ring, dot, material }: Parts, cursor: Cursor, viewer: Cursor['from'], accent: string): void {
    const { from, to, style, surface } = cursor;
    const long = distance(from, to);
    const own = distance(from, viewer) < EYES_M;
    ray.visible = !own && long > 0.02;
    ray.position.fromArray(from);
    ray.quaternion.copy(quaternion(between([0, 1, 0], normalize(subtract(to, from)))));
    ray.scale.set(RAY_M, Math.min(long, style === 'idle' ? 0.6 : 3), RAY_M);
    material.color.set(style === 'idle' ? '#ffffff' : accent);
    material.opacity = style === 'idle' ? 0.55 : 0.95;
    // As large at any distance, as far as the eye is concerned.
    const size = Math.min(0.09, Math.max(0.008, distance(to, viewer) * 0.011));
    const onSurface = surface !== undefined && style === 'surface';
    ring.visible = onSurface;
    if (surface && onSurface) {
      const lift = new Vector3(...surface.normal).multiplyScalar(0.003);
      ring.position.fromArray(surface.point).add(lift);
      ring.quaternion.copy(quaternion(between([0, 0, 1], normalize(surface.normal))));
      ring.scale.setScalar(size * 1.9);
    }
    dot.visible = style !== 'holding' && !(own && style === 'idle');
    dot.position.fromArray(to);
    dot.scale.setScalar(size * 0.3);
  }

  #partsOf(pointer: string): Parts {
    const found = this.#parts.get(pointer);
    if (found) return found;
    const material = new MeshBasicMaterial({ transparent: true, depthWrite: false, side: DoubleSide });
    const ray = new Mesh(this.#rayGeometry, this.#rayMaterial);
    const ring = new Mesh(this.#ringGeometry, material);
    const dot = new Mesh(this.#dotGeometry, material);
    for (const each of [ray, ring, dot]) {
      each.renderOrder = 20;
      each.frustumCulled = false;
    }
    const group = new Group();
    group.add(ray, ring, dot);
    this.object.add(group);
    const parts: Parts = { group, ray, ring, dot, material };
    this.#parts.set(pointer, parts);
    return parts;
  }
}

const quaternion = (q: readonly number[]): Quaternion =>
  new Quaternion().fromArray(q.length === 4 ? q : UPRIGHT);

/** From the origin along +Y, 1 long; its light fades out along the way. */
function fadingRay(): CylinderGeometry {
  const geometry = new CylinderGeometry(0.4, 1, 1, 8, 8, true);
  geometry.translate(0, 0.5, 0);
  const position = geometry.getAttribute('position');
  const colors = new Float32Array(position.count * 3);
  for (let i = 0; i < position.count; i++)
    colors.fill(0.85 * (1 - position.getY(i)) ** 1.4 + 0.03, i * 3, i * 3 + 3);
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  return geometry;
}
