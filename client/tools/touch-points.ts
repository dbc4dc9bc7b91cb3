import { add, distance, ORIGIN, scaleBy, type Vec3 } from '../../shared/pose.ts';
import type { InputFrame, Pointer } from '../model/index.ts';

/** A tip that wanders farther than this (m) while it touches was not held still. */
const STEADY_M = 0.015;

/** The result of one frame of touching; session space. */
export interface TouchOutput {
  /** The touching tip where it is now: drawn, so that a person sees what will count. */
  readonly tips: readonly Vec3[];
  /** A touch that was just completed: the mean of where the tip was. */
  readonly touched: Vec3 | undefined;
  readonly isUnsteady: boolean;
  /** Pointers to give a short tick to. */
  readonly ticks: readonly string[];
}

/**
 * Touches of the real room: press, hold still, release. What only points (a phone's finger) touches where its
 * ray meets the room.
 */
export class Touching {
  readonly #samples = new Map<string, Vec3[]>();

  /** Once per frame, after panels have marked the pointers that they capture. */
  update({ pointers }: InputFrame): TouchOutput {
    const tips: Vec3[] = [];
    const ticks: string[] = [];
    let touched: Vec3 | undefined;
    let isUnsteady = false;
    const present = new Set(pointers.map(({ id }) => id));
    for (const id of this.#samples.keys()) if (!present.has(id)) this.#samples.delete(id);
    for (const pointer of pointers) {
      const at = touchPoint(pointer);
      if (!at || pointer.captured) {
        this.#samples.delete(pointer.id);
        continue;
      }
      tips.push(at);
      if (pointer.select === 'pressed') this.#samples.set(pointer.id, []);
      const samples = this.#samples.get(pointer.id);
      if (!samples) continue;
      if (pointer.select === 'pressed' || pointer.select === 'held') samples.push(at);
      else {
        this.#samples.delete(pointer.id);
        if (pointer.select !== 'released') continue;
        const mean = scaleBy(samples.reduce(add, ORIGIN), 1 / samples.length);
        if (samples.some(each => distance(each, mean) > STEADY_M)) isUnsteady = true;
        else touched = mean;
        ticks.push(pointer.id);
      }
    }
    return { tips, touched, isUnsteady, ticks };
  }
}

function touchPoint({ tip, surface, kind }: Pointer): Vec3 | undefined {
  if (tip) return tip;
  const isReal = surface && ['hit-test', 'plane', 'mesh'].includes(surface.source);
  return isReal && (kind === 'screen' || kind === 'transient') ? surface.point : undefined;
}
