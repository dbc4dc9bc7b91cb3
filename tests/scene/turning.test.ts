import fc from 'fast-check';
import { Color, type InstancedMesh, Matrix4, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { SeenPing } from '../../client/model/index.ts';
import { type Sight, turnTo } from '../../client/scene/people/edge.ts';
import {
  add,
  fromAxisAngle,
  fromYaw,
  multiply,
  normalize,
  type Pose,
  rotate,
  type Vec3,
} from '../../shared/pose.ts';
import { type Session, session } from './place.ts';

const SEED = 20261129;
const SIGHT: Sight = { across: 1.1, up: 0.95 };
const STEP_RAD = 0.02;

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const metres = fc.double({ min: -6, max: 6, noNaN: true });
const head = fc.tuple(metres, metres, metres, angle, angle, angle).map(
  ([x, y, z, yaw, pitch, roll]): Pose => ({
    position: [x, y, z],
    rotation: multiply(
      fromYaw(yaw),
      multiply(fromAxisAngle([1, 0, 0], pitch / 2), fromAxisAngle([0, 0, 1], roll)),
    ),
  }),
);
/** In the head's own space, and not in the head. */
const seen = fc.tuple(metres, metres, metres).filter(at => Math.hypot(...at) > 0.05);
const placed = (of: Pose, at: Vec3): Vec3 => add(of.position, rotate(of.rotation, at));
/** How far (rad) a point is from the middle of the view. */
const apart = (of: Pose, at: Vec3): number => {
  const [x, y, z] = at.map((n, i) => n - (of.position[i] as number)) as unknown as Vec3;
  const ahead = rotate(of.rotation, [0, 0, -1]);
  const far = Math.hypot(x, y, z);
  return Math.acos(Math.min(1, Math.max(-1, (x * ahead[0] + y * ahead[1] + z * ahead[2]) / far)));
};
/** The head turned a little in a direction of its own view. */
const turnedBy = (of: Pose, way: number, by: number): Pose => ({
  position: of.position,
  rotation: multiply(of.rotation, fromAxisAngle(normalize([Math.sin(way), -Math.cos(way), 0]), by)),
});

describe('where to turn', () => {
  it(`[TOGETHER-10] is said of what is not seen, and of nothing else (seed ${SEED})`, () => {
    fc.assert(
      fc.property(head, seen, (of, at) => {
        const [x, y, z] = at;
        const isInView = z < 0 && Math.abs(x / z) <= SIGHT.across && Math.abs(y / z) <= SIGHT.up;
        // What lies just on the edge may be either.
        const isEdge =
          z < 0 && (Math.abs(Math.abs(x / z) - 1.1) < 1e-6 || Math.abs(Math.abs(y / z) - 0.95) < 1e-6);
        fc.pre(!isEdge);
        expect(turnTo(of, placed(of, at), SIGHT) === undefined).toBe(isInView);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`[TOGETHER-10] never leads away from it, and whoever follows sees it before they have turned round (seed ${SEED})`, () => {
    fc.assert(
      fc.property(head, seen, (start, at) => {
        const point = placed(start, at);
        let now = start;
        let turned = 0;
        for (let way = turnTo(now, point, SIGHT); way !== undefined; way = turnTo(now, point, SIGHT)) {
          const before = apart(now, point);
          now = turnedBy(now, way, STEP_RAD);
          turned += STEP_RAD;
          expect(apart(now, point)).toBeLessThanOrEqual(before + STEP_RAD ** 2);
          expect(turned).toBeLessThan(1.5 * Math.PI);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it(`[TOGETHER-10] is mirrored for what is mirrored, and to a side for what is behind (seed ${SEED})`, () => {
    const upright: Pose = { position: [0, 1.6, 0], rotation: [0, 0, 0, 1] };
    fc.assert(
      fc.property(seen, ([x, y, z]) => {
        fc.pre(Math.abs(x) > 1e-3);
        const way = turnTo(upright, [x, y + 1.6, z], SIGHT);
        const other = turnTo(upright, [-x, y + 1.6, z], SIGHT);
        expect(way === undefined).toBe(other === undefined);
        if (way === undefined || other === undefined) return;
        expect(Math.cos(other)).toBeCloseTo(-Math.cos(way), 6);
        expect(Math.sin(other)).toBeCloseTo(Math.sin(way), 6);
        // On the floor behind: they turn round, and do not look between their feet.
        if (z > 0) expect(Math.abs(Math.cos(way))).toBeGreaterThan(0.7);
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(turnTo(upright, [5, 1.6, -1], SIGHT)).toBeCloseTo(0, 6);
    expect(turnTo(upright, [0, 9, -1], SIGHT)).toBeCloseTo(Math.PI / 2, 6);
  });
});

describe('the arrow at the edge of a headset’s view', () => {
  const HEAD: Pose = { position: [0, 1.6, 0], rotation: [0, 0, 0, 1] };
  const ping = (key: string, at: Vec3, color = '#5bd68a', isMine = false): SeenPing => ({
    key,
    name: 'Ana',
    color,
    isMine,
    asks: 'look',
    at,
  });
  const arrows = ({ stage }: Session): InstancedMesh =>
    stage.content.getObjectByName('ping arrows') as InstancedMesh;
  /** Middle and tip of the first one, and its colour. */
  const first = (all: Session) => {
    const [matrix, color] = [new Matrix4(), new Color()];
    arrows(all).getMatrixAt(0, matrix);
    arrows(all).getColorAt(0, color);
    const at = new Vector3().setFromMatrixPosition(matrix);
    const tip = new Vector3(1, 0, 0).transformDirection(matrix);
    return { at, tip, color: `#${color.getHexString()}` };
  };

  it('[TOGETHER-10] points there in its colour for as long as the ping lasts and is not seen', () => {
    const all = session();
    all.view.setPings([ping('a', [4, 1.6, 1])]);
    all.view.update(16, HEAD);
    expect(arrows(all)).toMatchObject({ count: 1, visible: true });
    const { at, tip, color } = first(all);
    expect(color).toBe('#5bd68a');
    expect(tip.x).toBeCloseTo(1, 6);
    expect(at.x).toBeGreaterThan(0.2);
    // In the view, not at its very edge.
    expect(at.x / -at.z).toBeLessThan(0.7);
    all.view.update(16, { ...HEAD, rotation: fromYaw(-1.6) });
    expect(arrows(all).visible).toBe(false);
    all.view.update(16, HEAD);
    expect(arrows(all).visible).toBe(true);
    all.view.setPings([]);
    all.view.update(16, HEAD);
    expect(arrows(all).visible).toBe(false);
  });

  it('[TOGETHER-10] goes with the head, and else does not move', () => {
    const all = session();
    all.view.setPings([ping('a', [0, 1.6, 5])]);
    all.view.update(16, HEAD);
    const before = first(all);
    for (let i = 0; i < 30; i++) all.view.update(16, HEAD);
    expect(first(all)).toEqual(before);
    const turned = { position: [2, 1.2, 1] as const, rotation: fromYaw(0.8) };
    all.view.setPings([ping('b', placed(turned, [0, 0, 5]))]);
    all.view.update(16, turned);
    const inView = rotate(
      fromYaw(-0.8),
      first(all)
        .at.sub(new Vector3(...turned.position))
        .toArray(),
    );
    const was = before.at.sub(new Vector3(...HEAD.position)).toArray();
    expect(new Vector3(...inView).distanceTo(new Vector3(...was))).toBeLessThan(1e-5);
  });

  it('[TOGETHER-10] is not for a screen, not for one’s own ping, and one draw call for many', () => {
    const all = session();
    const many = Array.from({ length: 12 }, (_, i) => ping(`p${i}`, [i - 6, 1, 4]));
    all.view.setPings([...many, ping('mine', [0, 1, 4], '#4cc2ff', true)]);
    all.view.update(16);
    expect(arrows(all).visible).toBe(false);
    all.view.update(16, HEAD);
    expect(arrows(all).count).toBe(8);
    all.view.setPings([ping('mine', [0, 1, 4], '#4cc2ff', true)]);
    all.view.update(16, HEAD);
    expect(arrows(all).visible).toBe(false);
  });
});
