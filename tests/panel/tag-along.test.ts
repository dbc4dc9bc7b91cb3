import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beside, type TagAlong, tagAlong } from '../../client/panel/frame/tag-along.ts';
import {
  distance,
  dot,
  fromAxisAngle,
  fromYaw,
  normalize,
  type Pose,
  rotate,
  subtract,
} from '../../shared/pose.ts';

const standing: Pose = { position: [0, 1.6, 0], rotation: [0, 0, 0, 1] };
const settle = (from: TagAlong, head: Pose): TagAlong => {
  let now = from;
  for (let i = 0; i < 200; i++) now = tagAlong(now, head, 'left', 14, true);
  return now;
};
const begin = (): TagAlong => tagAlong(undefined, standing, 'left', 14, true);

describe('the panel’s place', () => {
  it('[PANEL-3] it appears about 0.7 m away, left of the gaze and below it, facing the eyes, upright', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        (yaw, pitch) => {
          const turn = fromYaw(yaw);
          const nod = fromAxisAngle(rotate(turn, [1, 0, 0]), pitch);
          const head: Pose = {
            position: [0.3, 1.5, -0.2],
            rotation: [
              nod[3] * turn[0] + nod[0] * turn[3] + nod[1] * turn[2] - nod[2] * turn[1],
              nod[3] * turn[1] - nod[0] * turn[2] + nod[1] * turn[3] + nod[2] * turn[0],
              nod[3] * turn[2] + nod[0] * turn[1] - nod[1] * turn[0] + nod[2] * turn[3],
              nod[3] * turn[3] - nod[0] * turn[0] - nod[1] * turn[1] - nod[2] * turn[2],
            ],
          };
          const panel = beside(head, 'left');
          expect(distance(panel.position, head.position)).toBeCloseTo(0.69, 1);
          expect(panel.position[1]).toBeLessThan(head.position[1] - 0.2);
          const toEyes = normalize(subtract(head.position, panel.position));
          expect(dot(rotate(panel.rotation, [0, 0, 1]), toEyes)).toBeCloseTo(1, 6);
          // No roll: its side is level.
          expect(rotate(panel.rotation, [1, 0, 0])[1]).toBeCloseTo(0, 6);
          // In the picture, also for someone who looks at the floor or at the ceiling; and not in its middle,
          // where things are placed.
          const flat = normalize([panel.position[0] - 0.3, 0, panel.position[2] + 0.2]);
          expect(dot(flat, rotate(turn, [0, 0, -1]))).toBeCloseTo(Math.cos((31 * Math.PI) / 180), 3);
          expect(dot(flat, rotate(turn, [-1, 0, 0]))).toBeGreaterThan(0.4);
        },
      ),
    );
  });

  it('[PANEL-3] it stays where it is for a look aside and a step', () => {
    const first = begin();
    for (const head of [
      { ...standing, rotation: fromYaw(0.9) },
      { ...standing, rotation: fromYaw(-0.9) },
      { ...standing, position: [0.3, 1.5, 0.2] as const },
      { ...standing, rotation: fromAxisAngle([1, 0, 0], -1.2) },
    ]) {
      expect(settle(first, head).pose).toEqual(first.pose);
    }
  });

  it('[PANEL-3] it follows one who walked off, turned round, or came too near, and then rests', () => {
    for (const head of [
      { ...standing, position: [2, 1.6, 1] as const },
      { ...standing, rotation: fromYaw(2) },
      { ...standing, position: [-0.2, 1.6, -0.5] as const },
    ]) {
      const now = settle(begin(), head);
      expect(distance(now.pose.position, beside(head, 'left').position)).toBeLessThan(0.02);
      expect(now.isMoving).toBe(false);
    }
  });

  it('[PANEL-9] on the right it is the mirror image of the left', () => {
    const left = beside(standing, 'left').position;
    const right = beside(standing, 'right').position;
    expect(left[0]).toBeLessThan(0);
    expect(right[0]).toBeCloseTo(-left[0], 9);
    expect(right.slice(1)).toEqual(left.slice(1));
  });

  it('[PANEL-3] it does not move away from a finger', () => {
    const first = begin();
    const away = { ...standing, position: [3, 1.6, 0] as const };
    expect(tagAlong(first, away, 'left', 14, false).pose).toEqual(first.pose);
  });
});
