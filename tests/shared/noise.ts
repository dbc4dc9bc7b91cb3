import type { Vec3 } from '../../shared/pose.ts';

/**
 * A small generator of numbers that follow from a seed (mulberry32), and noise with a normal distribution
 * (Box and Muller).
 */
export function noise(seed: number, sigmaM: number): (point: Vec3) => Vec3 {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => sigmaM * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return ([x, y, z]) => [x + normal(), y + normal(), z + normal()];
}
