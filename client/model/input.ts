import type { Pose, Vec3 } from '../../shared/pose.ts';

/**
 * One frame of input, whatever it came from. Everything is in session space: metres, unit quaternions, -Z
 * forward.
 */
export interface InputFrame {
  /** ms, monotonic (`performance.now()`). */
  readonly time: number;
  /** The eyes, or the camera of a screen. */
  readonly head: Pose;
  readonly pointers: readonly Pointer[];
}

export type PointerKind = 'controller' | 'hand' | 'transient' | 'screen';

/**
 * A button over time: `pressed` and `released` last for exactly one frame. `cancelled` ends a press that must
 * not count.
 */
export type Press = 'idle' | 'pressed' | 'held' | 'released' | 'cancelled';

export interface Ray {
  readonly origin: Vec3;
  /** Length 1. */
  readonly direction: Vec3;
}

/** Something that points: a controller, a hand, a gaze-and-pinch, a mouse or a finger. */
export interface Pointer {
  /** The same for as long as it stays connected. */
  readonly id: string;
  readonly kind: PointerKind;
  readonly hand: 'left' | 'right' | 'none';
  readonly ray: Ray;
  /** Where the hand itself is; undefined for a screen. */
  readonly grip: Pose | undefined;
  /**
   * The point that it touches things with, a controller's front or the tip of the index finger; undefined for
   * what only points.
   */
  readonly tip: Vec3 | undefined;
  readonly select: Press;
  readonly squeeze: Press;
  /** Thumbstick, -1 to 1 each, y forward positive; [0, 0] where there is none. */
  readonly stick: readonly [number, number];
  /** Shift, on a keyboard: add to the selection. */
  readonly extend: boolean;
  /** Where the ray meets the real world, by the best means there is; undefined when it meets nothing. */
  readonly surface: SurfaceHit | undefined;
  /** This frame the pointer belongs to a panel, so tools leave it alone. */
  readonly captured: boolean;
}

/**
 * A point of the real world (or of the screen's grid) and the direction that its surface faces (length 1).
 */
export interface SurfaceHit {
  readonly point: Vec3;
  readonly normal: Vec3;
  readonly source: 'hit-test' | 'plane' | 'mesh' | 'floor' | 'grid' | 'air';
}
