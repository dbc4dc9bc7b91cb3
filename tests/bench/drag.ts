import { fromYaw, type Placement, UNIT_SCALE } from '../../shared/pose.ts';

/**
 * Where an object is, `ms` into a drag by hand: it moves and turns all the time and never comes by the same
 * place twice.
 */
export function dragged(ms: number, lane = 0): Placement {
  const s = ms / 1000;
  return {
    parent: null,
    position: [
      lane + Math.sin(s * 1.3) + 0.11 * Math.sin(s * 7.1),
      1 + 0.4 * Math.sin(s * 0.7),
      Math.cos(s * 1.1) + 0.05 * Math.cos(s * 9.7),
    ],
    rotation: fromYaw(s * 0.9),
    scale: UNIT_SCALE,
  };
}
