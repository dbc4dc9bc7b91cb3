import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  Quaternion,
  Vector3,
} from 'three';
import type { Pose, Vec3 } from '../../../shared/pose.ts';
import { type SeenPing, TOKENS } from '../../model/index.ts';
import { type Sight, turnTo } from './edge.ts';

/** Nearer than the panel (m), so that both eyes have it in front of whatever it covers. */
const AWAY_M = 0.6;
/** Half of its height (m). */
const SIZE_M = 0.028;
/**
 * So far from the middle of the view (tangents: 24° and 18°) it is seen without looking for it; in a small
 * view, this share of it.
 */
const EDGE: Sight = { across: 0.445, up: 0.325 };
const SHARE = 0.7;
/** More people than that at once point nowhere. */
const MOST = 8;

interface Wanted {
  readonly at: Vec3;
  readonly color: Color;
}

const matrix = new Matrix4();
const turned = new Matrix4();
const position = new Vector3();
const rotation = new Quaternion();
const ONE = new Vector3(1, 1, 1);

/**
 * For who wears a headset: where to turn for the pings of others that are out of their view, as arrows at its
 * edge. Nothing of them moves but with the head. One draw call, and nothing made anew in a frame.
 */
export class PingArrows {
  readonly object: InstancedMesh<BufferGeometry, MeshBasicMaterial>;
  #wanted: readonly Wanted[] = [];

  constructor() {
    const material = new MeshBasicMaterial({
      vertexColors: true,
      transparent: true,
      depthTest: false,
      depthWrite: false,
      toneMapped: false,
      side: DoubleSide,
    });
    this.object = new InstancedMesh(chevron(), material, MOST);
    this.object.name = 'ping arrows';
    this.object.renderOrder = 40;
    this.object.frustumCulled = false;
    this.object.raycast = () => undefined;
    for (let i = 0; i < MOST; i++) this.object.setColorAt(i, new Color());
    this.#show(0);
  }

  set(pings: readonly SeenPing[]): void {
    // One's own is where one has just looked.
    const others = pings.filter(({ isMine }) => !isMine).slice(-MOST);
    this.#wanted = others.map(({ at, color }) => ({ at, color: new Color(color) }));
  }

  /**
   * `head`: the wearer's, session space; undefined on a screen. Answers whether there is something new to
   * see.
   */
  update(head: Pose | undefined, sight: Sight): boolean {
    const before = this.object.count;
    let n = 0;
    for (let i = 0; head && i < this.#wanted.length; i++) {
      const wanted = this.#wanted[i];
      const angle = wanted && turnTo(head, wanted.at, sight);
      if (angle === undefined || !wanted) continue;
      this.object.setMatrixAt(n, placed(head, angle, sight));
      this.object.setColorAt(n, wanted.color);
      n++;
    }
    this.#show(n);
    return n + before > 0;
  }

  dispose(): void {
    this.object.geometry.dispose();
    this.object.material.dispose();
    this.object.dispose();
    this.object.removeFromParent();
  }

  #show(n: number): void {
    this.object.count = n;
    this.object.visible = n > 0;
    if (n === 0) return;
    this.object.instanceMatrix.needsUpdate = true;
    if (this.object.instanceColor) this.object.instanceColor.needsUpdate = true;
  }
}

/** Upright before the eyes, pointing outwards. The next call takes the answer back. */
function placed(head: Pose, angle: number, sight: Sight): Matrix4 {
  const across = Math.min(EDGE.across, SHARE * sight.across) * Math.cos(angle);
  const up = Math.min(EDGE.up, SHARE * sight.up) * Math.sin(angle);
  turned.makeRotationZ(angle).scale(position.setScalar(SIZE_M));
  turned.setPosition(across * AWAY_M, up * AWAY_M, -AWAY_M);
  matrix.compose(position.fromArray(head.position), rotation.fromArray(head.rotation), ONE);
  return matrix.multiply(turned);
}

/** Half of a chevron that points right: its tip, the end of its arm, and the same on the inside. */
type Arm = readonly [
  tip: number,
  end: readonly [number, number],
  inner: readonly [number, number],
  notch: number,
];
const RIM: Arm = [0.86, [-0.2, 1.16], [-0.74, 0.62], -0.22];
const INK: Arm = [0.66, [-0.2, 0.94], [-0.52, 0.62], 0.02];

/** In white, which takes on a person's colour, on a dark rim that makes it stand out from any room. */
function chevron(): BufferGeometry {
  const points = [RIM, INK].flatMap(([tip, end, inner, notch]) =>
    [1, -1].flatMap(side =>
      [[tip, 0], end, inner, [tip, 0], inner, [notch, 0]].flatMap(([x = 0, y = 0]) => [x, y * side, 0]),
    ),
  );
  const dark = new Color(TOKENS.dark.background).toArray();
  const corners = points.length / 3;
  const colors = Array.from({ length: corners }, (_, i) => (i < corners / 2 ? dark : [1, 1, 1])).flat();
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(points), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colors), 3));
  return geometry;
}
