import { Group, Vector3 } from 'three';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoredAlignment } from '../../client/model/index.ts';
import { AlignmentKeeper, type AlignmentStore } from '../../client/xr/alignment.ts';
import { compose, distance, fromYaw, invert, type Pose, transform, type Vec3 } from '../../shared/pose.ts';

/** The few members of WebXR that anchors are made of, told by hand: what a browser answers here, and when, is the point. */

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}
const point = ([x, y, z]: Vec3): Point => ({ x, y, z, w: 1 });
const rigid = ({ position, rotation: [x, y, z, w] }: Pose): XRRigidTransform =>
  ({ position: point(position), orientation: { x, y, z, w } }) as unknown as XRRigidTransform;

/** An anchor that the room knows at `pose`; undefined while the headset looks for it. */
class FakeAnchor {
  readonly anchorSpace = this as unknown as XRSpace;
  pose: Pose | undefined;
  readonly #handle: Promise<string>;
  constructor(pose: Pose | undefined, handle: Promise<string>) {
    this.pose = pose;
    this.#handle = handle;
  }
  requestPersistentHandle = (): Promise<string> => this.#handle;
}

interface Room {
  readonly made: FakeAnchor[];
  readonly deleted: string[];
  readonly frame: XRFrame;
  session(restore?: (handle: string) => Promise<FakeAnchor>): XRSession;
}

function room(handle: () => Promise<string> = () => Promise.resolve('new')): Room {
  const made: FakeAnchor[] = [];
  const deleted: string[] = [];
  const frame = {
    createAnchor: (at: XRRigidTransform) => {
      const { position: p, orientation: q } = at;
      const anchor = new FakeAnchor({ position: [p.x, p.y, p.z], rotation: [q.x, q.y, q.z, q.w] }, handle());
      made.push(anchor);
      return Promise.resolve(anchor);
    },
    getPose: (space: unknown) => {
      const { pose } = space as FakeAnchor;
      return pose ? { transform: rigid(pose) } : null;
    },
  } as unknown as XRFrame;
  return {
    made,
    deleted,
    frame,
    session: restore =>
      ({
        ...(restore ? { restorePersistentAnchor: restore } : {}),
        deletePersistentAnchor: (id: string) => {
          deleted.push(id);
          return Promise.resolve();
        },
      }) as unknown as XRSession,
  };
}

function memory(first?: StoredAlignment): AlignmentStore & { last: StoredAlignment | undefined } {
  const store = {
    last: first,
    load: () => store.last,
    save: (next: StoredAlignment) => {
      store.last = next;
    },
  };
  return store;
}

const SPACE = {} as XRReferenceSpace;
/** Lets the answers that are on their way arrive. */
const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
const inRoom = (content: Group, [x, y, z]: Vec3): Vec3 =>
  content.localToWorld(new Vector3(x, y, z)).toArray();
const expectNear = (a: Vec3, b: Vec3): void => expect(distance(a, b)).toBeLessThan(1e-6);
const OLD: StoredAlignment = { alignment: { yaw: 1, translation: [1, 0, 2] }, handle: 'old' };

describe('the session’s place in the room', () => {
  beforeAll(() => {
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
  });

  it('[XR-7] a restored anchor decides, gravity kept, and again when the room is understood better', async () => {
    const { frame, session } = room();
    const content = new Group();
    const anchor = new FakeAnchor(undefined, Promise.resolve('old'));
    const keeper = new AlignmentKeeper(
      session(() => Promise.resolve(anchor)),
      content,
      memory(OLD),
    );
    expectNear(inRoom(content, [0, 0, 0]), [1, 0, 2]);
    await settle();
    expect(keeper.update(frame, SPACE, 0)).toBe(false);
    anchor.pose = { position: [3, 0.1, -1], rotation: fromYaw(0.5) };
    expect(keeper.update(frame, SPACE, 100)).toBe(true);
    expectNear(inRoom(content, [0, 0, 1]), transform(anchor.pose, [0, 0, 1]));
    anchor.pose = { position: [3.02, 0.1, -1], rotation: fromYaw(0.5) };
    keeper.update(frame, SPACE, 200);
    expectNear(inRoom(content, [0, 0, 0]), [3.02, 0.1, -1]);
  });

  it('[XR-7] a room that is not found in time leaves the last alignment, and counts when it is found later', async () => {
    const { frame, session } = room();
    const content = new Group();
    const anchor = new FakeAnchor(undefined, Promise.resolve('old'));
    const keeper = new AlignmentKeeper(
      session(() => Promise.resolve(anchor)),
      content,
      memory(OLD),
    );
    await settle();
    expect(keeper.update(frame, SPACE, 1_000)).toBe(false);
    expect(keeper.update(frame, SPACE, 5_000)).toBe(true);
    expectNear(inRoom(content, [0, 0, 0]), [1, 0, 2]);
    anchor.pose = { position: [0, 0, 5], rotation: fromYaw(0) };
    keeper.update(frame, SPACE, 6_000);
    expectNear(inRoom(content, [0, 0, 0]), [0, 0, 5]);
  });

  it('[XR-7] an anchor that cannot be restored is let go, and a new one stands at the last alignment', async () => {
    const { frame, session, deleted, made } = room();
    const content = new Group();
    const store = memory(OLD);
    const gone = (): Promise<FakeAnchor> => Promise.reject(new DOMException('gone', 'InvalidStateError'));
    const keeper = new AlignmentKeeper(session(gone), content, store);
    await settle();
    expect(keeper.update(frame, SPACE, 0)).toBe(true);
    await settle();
    expect(deleted).toEqual(['old']);
    expectNear(made[0]?.pose?.position ?? [9, 9, 9], [1, 0, 2]);
    expect(store.last?.handle).toBe('new');
  });

  it('[XR-7] who leaves before the room was found keeps the handle for the next visit', () => {
    const { session } = room();
    const store = memory(OLD);
    const never = (): Promise<FakeAnchor> => new Promise(() => 0);
    const content = new Group();
    new AlignmentKeeper(session(never), content, store).close();
    expect(store.last).toEqual(OLD);
    expectNear(inRoom(content, [1, 2, 3]), [1, 2, 3]);
  });

  it('[XR-7] without anchors, a recentred headset moves its space and not the session', () => {
    const { session } = room();
    const content = new Group();
    const keeper = new AlignmentKeeper(session(), content, memory({ alignment: OLD.alignment }));
    const jump: Pose = { position: [0.5, 0, -1], rotation: fromYaw(2) };
    const before = inRoom(content, [0.3, 1, 0.4]);
    keeper.reset(rigid(jump));
    const after = inRoom(content, [0.3, 1, 0.4]);
    expectNear(after, transform(invert(jump), before));
    expectNear(transform(compose(jump, { position: after, rotation: [0, 0, 0, 1] }), [0, 0, 0]), before);
    keeper.reset(undefined);
    expectNear(inRoom(content, [0.3, 1, 0.4]), after);
  });
});
