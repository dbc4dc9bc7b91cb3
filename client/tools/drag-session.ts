import {
  type Alignment,
  add,
  align,
  fromYaw,
  length,
  rotate,
  scaleBy,
  subtract,
  type Vec3,
} from '../../shared/pose.ts';
import type { Cursor, InputFrame, Pointer } from '../model/index.ts';

/** Rays flatter than this (sine of the angle) would run away over the floor. */
const GRAZING = 0.12;
const FARTHEST_M = 20;
/** Turning by the thumbstick, at full tilt. */
const TURN_RAD_PER_S = 1;

/**
 * The point at which a pointer took hold of the session: on a level plane, or at the end of its ray. Session
 * space.
 */
interface Hold {
  readonly from: Vec3;
  readonly reach: number | undefined;
}

export interface CarryOutput {
  /**
   * The motion of this frame (session space); undefined where nothing moved. Only over the floor and about
   * the vertical.
   */
  readonly by: Alignment | undefined;
  readonly cursors: readonly Cursor[];
  readonly ticks: readonly string[];
}

/**
 * Carries the whole session over the floor: one hand drags it, two hands also turn it, a thumbstick turns it
 * about the hand. Poses are in session space, which follows: after a frame's motion was carried out, the
 * hands are back where they took hold.
 */
export class Carrying {
  readonly #holds = new Map<string, Hold>();

  /** Once per frame, after panels have marked the pointers that they capture; `dt` in ms. */
  update({ pointers, head }: InputFrame, dt: number): CarryOutput {
    const ticks: string[] = [];
    const from: Vec3[] = [];
    const to: Vec3[] = [];
    const cursors: Cursor[] = [];
    let turn = 0;
    const present = new Set(pointers.map(({ id }) => id));
    for (const id of this.#holds.keys()) if (!present.has(id)) this.#holds.delete(id);
    for (const pointer of pointers) {
      if (pointer.captured) {
        this.#holds.delete(pointer.id);
        continue;
      }
      turn -= pointer.stick[0] * TURN_RAD_PER_S * (dt / 1000);
      const isDown = [pointer.select, pointer.squeeze].some(each => each === 'pressed' || each === 'held');
      if (!isDown) this.#holds.delete(pointer.id);
      else if (!this.#holds.has(pointer.id) && this.#holds.size < 2) {
        this.#holds.set(pointer.id, takeHold(pointer));
        ticks.push(pointer.id);
      }
      const hold = this.#holds.get(pointer.id);
      const now = hold && reachOf(hold, pointer);
      if (hold && now) {
        from.push(hold.from);
        to.push(now);
      }
      cursors.push({
        pointer: pointer.id,
        from: pointer.ray.origin,
        to: now ?? pointer.surface?.point ?? endOf(pointer, 1.5),
        style: now ? 'holding' : 'idle',
        surface: undefined,
      });
    }
    const dragged = (from.length > 1 ? align(from, to) : undefined) ?? shiftOf(from[0], to[0]);
    const turned = Math.abs(turn) > 1e-6 ? turnAbout(to[0] ?? head.position, turn) : undefined;
    return { by: level(turned ?? dragged), cursors, ticks };
  }
}

const endOf = ({ ray }: Pointer, reach: number): Vec3 => add(ray.origin, scaleBy(ray.direction, reach));

function takeHold(pointer: Pointer): Hold {
  const { ray, surface } = pointer;
  const from = surface?.point ?? endOf(pointer, 1.5);
  const isFlat = Math.abs(ray.direction[1]) < GRAZING;
  return { from, reach: isFlat ? length(subtract(from, ray.origin)) : undefined };
}

function reachOf({ from, reach }: Hold, pointer: Pointer): Vec3 | undefined {
  if (reach !== undefined) return endOf(pointer, reach);
  const { origin, direction } = pointer.ray;
  const t = (from[1] - origin[1]) / direction[1];
  return t > 0 && t < FARTHEST_M ? endOf(pointer, t) : undefined;
}

const shiftOf = (from: Vec3 | undefined, to: Vec3 | undefined): Alignment | undefined =>
  from && to && { yaw: 0, translation: subtract(to, from) };

const turnAbout = (center: Vec3, yaw: number): Alignment => ({
  yaw,
  translation: subtract(center, rotate(fromYaw(yaw), center)),
});

/** Floors agree already: carrying never lifts. */
const level = (by: Alignment | undefined): Alignment | undefined =>
  by && { yaw: by.yaw, translation: [by.translation[0], 0, by.translation[2]] };
