import type { Vec3 } from '../../shared/pose.ts';
import type { GuideState, SeenPing, SpaceState } from '../model/index.ts';

/**
 * What tests and a curious person at the console can read of the running app as `aiFrame`. Read-only: nothing
 * in the app uses it.
 */
export interface Probe {
  /** Frames drawn since the start. */
  frames(): number;
  /** Objects of the open session; positions in session space (m), whatever the parent. */
  objects(): readonly {
    readonly id: string;
    readonly kind: string;
    readonly position: Vec3;
    readonly parent: string | null;
  }[];
  /** Where an object's middle is on the page (CSS pixels); undefined where it cannot be seen. */
  onScreen(id: string): readonly [number, number] | undefined;
  /** The status line, as shown. */
  status(): string;
  /** The state of AR: none, available, starting, presenting, failed. */
  xr(): string;
  /** Where the session stands in the room, as far as this device knows. */
  space(): SpaceState;
  /** What the person is aligning, step by step. */
  guide(): GuideState;
  /** A point of session space in the headset's local-floor space (m). */
  inRoom(point: Vec3): Vec3;
  /**
   * Where the headset panel's button that says this is, in the headset's space (m); undefined where it cannot
   * be seen.
   */
  panelButton(label: string): Vec3 | undefined;
  /** The pings that are shown now. */
  pings(): readonly SeenPing[];
  /** How many other devices are connected. */
  peers(): number;
}

declare global {
  var aiFrame: Probe | undefined;
}

export function exposeProbe(probe: Probe): void {
  globalThis.aiFrame = Object.freeze(probe);
}
