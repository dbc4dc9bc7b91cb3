import type { ReadonlySignal } from '@preact/signals-core';
import type { ObjectId } from '../../shared/ids.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { GuideState, Model, SeenPing, SpaceState } from '../model/index.ts';
import type { LiveSession } from './session/session.ts';
import type { Display } from './viewport/display.ts';
import type { HeadsetPanel } from './viewport/headset-panel.ts';
import type { Viewport } from './viewport/viewport.ts';

/**
 * The state of the running app that tests and a curious person at the console can read as `aiFrame`.
 * Read-only: nothing in the app uses it.
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
  /** The session's alignment. */
  space(): SpaceState;
  /** The step of aligning. */
  guide(): GuideState;
  /** A point of session space in the headset's local-floor space (m). */
  inRoom(point: Vec3): Vec3;
  /**
   * Where the headset panel's button of this label is, in its space (m); undefined where it cannot be seen.
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

export interface ProbeContext {
  readonly model: Model;
  readonly session: ReadonlySignal<LiveSession | undefined>;
  /** These are undefined where the browser cannot draw in 3D. */
  readonly display: Display | undefined;
  readonly viewport: Viewport | undefined;
  readonly panel: HeadsetPanel | undefined;
}

export function exposeProbe({ model, session, display, viewport, panel }: ProbeContext): void {
  const probe: Probe = {
    frames: () => display?.stage.frames ?? 0,
    objects: () =>
      [...(session.peek()?.document.objects.values() ?? [])].map(({ id, kind, pose, placement }) => ({
        id,
        kind,
        position: pose.position,
        parent: placement.parent,
      })),
    onScreen: id => viewport?.onScreen(id as ObjectId),
    status: () => session.peek()?.open.status.peek().text ?? '',
    xr: () => model.xr.peek().state,
    space: () => model.space.peek(),
    guide: () => model.guide.peek(),
    inRoom: point => display?.inRoom(point) ?? point,
    panelButton: label => panel?.buttonAt(label),
    pings: () => model.pings.peek(),
    peers: () => session.peek()?.open.peers.peek().length ?? 0,
  };
  globalThis.aiFrame = Object.freeze(probe);
}
