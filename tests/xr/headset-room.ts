import { signal } from '@preact/signals-core';
import { Group, Vector3 } from 'three';
import { expect, vi } from 'vitest';
import { placeKey, type StoredAlignment, type Told } from '../../client/model/index.ts';
import { Aligner } from '../../client/xr/aligner.ts';
import type { AlignmentTarget } from '../../client/xr/alignment-target.ts';
import type { AlignmentStore } from '../../client/xr/anchors.ts';
import { type Frame, framePose } from '../../shared/frame.ts';
import { newSessionId, type ObjectId, type SessionId } from '../../shared/ids.ts';
import { distance, type Pose, type Vec3 } from '../../shared/pose.ts';
import { deviceTime } from '../support/builders.ts';

/**
 * The few members of WebXR that anchors are made of, told by hand: what a browser answers here, and when, is
 * the point.
 */

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}
const point = ([x, y, z]: Vec3): Point => ({ x, y, z, w: 1 });
export const rigid = ({ position, rotation: [x, y, z, w] }: Pose): XRRigidTransform =>
  ({ position: point(position), orientation: { x, y, z, w } }) as unknown as XRRigidTransform;

/** An anchor that the room knows at `pose`; undefined while the headset looks for it. */
export class FakeAnchor {
  readonly anchorSpace = this as unknown as XRSpace;
  pose: Pose | undefined;
  readonly requestPersistentHandle: () => Promise<string>;
  constructor(pose: Pose | undefined, keep: () => Promise<string> = () => Promise.resolve('kept')) {
    this.pose = pose;
    this.requestPersistentHandle = keep;
  }
}

/** A headset's room: its anchors by handle, told by hand. */
export class Room {
  readonly made: FakeAnchor[] = [];
  /** Handles that the headset still has; `undefined` poses are not seen yet. */
  readonly kept = new Map<string, FakeAnchor>();
  /** How many handles fit. */
  capacity = 8;
  failsToDelete = false;
  /** So many times it says no for no reason. */
  moods = 0;

  readonly frame = {
    createAnchor: (at: XRRigidTransform) => {
      const { position: p, orientation: q } = at;
      const anchor = new FakeAnchor({ position: [p.x, p.y, p.z], rotation: [q.x, q.y, q.z, q.w] }, () =>
        this.#keep(anchor),
      );
      this.made.push(anchor);
      return Promise.resolve(anchor);
    },
    getPose: (space: unknown) => {
      const { pose } = space as FakeAnchor;
      return pose ? { transform: rigid(pose) } : null;
    },
  } as unknown as XRFrame;

  readonly session = {
    restorePersistentAnchor: (handle: string) => {
      if (this.#isMoody()) return Promise.reject(new DOMException('not now', 'OperationError'));
      const anchor = this.kept.get(handle);
      return anchor ? Promise.resolve(anchor) : Promise.reject(new DOMException('gone', 'InvalidStateError'));
    },
    deletePersistentAnchor: (handle: string) => {
      if (this.failsToDelete) return Promise.reject(new DOMException('busy', 'OperationError'));
      this.kept.delete(handle);
      return Promise.resolve();
    },
  } as unknown as XRSession;

  constructor(...handles: string[]) {
    for (const handle of handles) this.kept.set(handle, new FakeAnchor(undefined));
    Object.defineProperty(this.session, 'persistentAnchors', { get: () => [...this.kept.keys()] });
  }

  /** A space that this headset shares with others, and what it calls it now. */
  readonly shared = Object.assign(new FakeAnchor(undefined), { UUId: 'alone' });

  /** The browser gives that space; it is where `pose` says. */
  share(name: string, pose: Pose): void {
    Object.assign(this.session, {
      enabledFeatures: ['local-floor', 'shared'],
      requestReferenceSpace: () => Promise.resolve(this.shared),
    });
    Object.assign(this.shared, { UUId: name, pose });
  }

  sees(handle: string, pose: Pose): void {
    const anchor = this.kept.get(handle);
    if (anchor) anchor.pose = pose;
  }

  #isMoody(): boolean {
    if (this.moods === 0) return false;
    this.moods -= 1;
    return true;
  }

  #keep(anchor: FakeAnchor): Promise<string> {
    if (this.#isMoody()) return Promise.reject(new DOMException('not now', 'InvalidStateError'));
    if (this.kept.size >= this.capacity)
      return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const handle = `new ${this.made.length}`;
    this.kept.set(handle, anchor);
    return Promise.resolve(handle);
  }
}

export function memory(...first: StoredAlignment[]): AlignmentStore & { known: StoredAlignment[] } {
  const store = {
    known: first,
    all: () => store.known,
    put: (next: StoredAlignment) => {
      store.known = [next, ...store.known.filter(each => placeKey(each.of) !== placeKey(next.of))];
    },
  };
  return store;
}

export const SPACE = {} as XRReferenceSpace;
/** Lets the answers that are on their way arrive. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
export const inRoom = (content: Group, [x, y, z]: Vec3): Vec3 =>
  content.localToWorld(new Vector3(x, y, z)).toArray();
export const expectNear = (a: Vec3, b: Vec3): void => expect(distance(a, b)).toBeLessThan(1e-6);

export const SESSION = newSessionId();
const DESK: readonly Vec3[] = [
  [1, 0.7, -1],
  [3, 0.7, -1],
];
export const frameOf = (id: string, points: readonly Vec3[] = DESK): Frame => ({
  id: id as ObjectId,
  name: 'Desk',
  points: points.map((position, i) => ({ name: `Corner ${i}`, position })),
  pose: framePose(points),
});
export const siteWith = (...frames: Frame[]) => {
  const list = signal<readonly Frame[]>(frames);
  const told = signal<readonly Told[]>([]);
  const site: AlignmentTarget = { session: SESSION, name: signal('Kitchen'), frames: list, told };
  return { site, list, told };
};
export const home = (change: Partial<StoredAlignment> = {}): StoredAlignment => ({
  of: undefined,
  label: 'home',
  alignment: { yaw: 1, translation: [1, 0, 2] },
  anchor: { handle: 'old', at: { yaw: 0, translation: [0, 0, 0] } },
  by: 'start',
  rms: undefined,
  points: undefined,
  at: deviceTime(0),
  used: deviceTime(1),
  ...change,
});
export const desk = (change: Partial<StoredAlignment> = {}, session: SessionId = SESSION): StoredAlignment =>
  home({
    of: { session, frame: 'desk' as ObjectId },
    label: 'Kitchen · Desk',
    anchor: { handle: 'desk', at: { yaw: 0, translation: [1, 0.7, -1] } },
    by: 'touch',
    rms: 0.004,
    at: deviceTime(5),
    ...change,
  });

export function start(room: Room, store: AlignmentStore, site?: AlignmentTarget) {
  const content = new Group();
  const aligner = new Aligner(room.session, content, store, site);
  /** Long enough for a headset that is asked again. */
  const pause = async (): Promise<void> => {
    await settle();
    if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(2_500);
  };
  const turn = async (): Promise<void> => {
    await pause();
    aligner.update(room.frame, SPACE);
    await pause();
    aligner.update(room.frame, SPACE);
    await settle();
  };
  return { aligner, content, turn, state: () => aligner.state.value };
}

// The browser's class, as far as making an anchor needs it.
Object.assign(globalThis, {
  XRRigidTransform: class {
    readonly position: Point;
    readonly orientation: Point;
    constructor(position: Point, orientation: Point) {
      this.position = position;
      this.orientation = orientation;
    }
  },
});
