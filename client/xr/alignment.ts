import type { Object3D } from 'three';
import { type Alignment, compose, fromAlignment, fromYaw, invert, yawOf } from '../../shared/pose.ts';
import type { StoredAlignment } from '../model/index.ts';
import { ifGranted } from './optional.ts';
import { poseOf } from './space.ts';

/** Keeps the alignment between visits. Asked once at each start of AR; `save` must not throw. */
export interface AlignmentStore {
  load(): StoredAlignment | undefined;
  save(stored: StoredAlignment): void;
}

const AT_HOME: Alignment = { yaw: 0, translation: [0, 0, 0] };
/** A restored anchor may need this long (ms) until the headset knows the room again; after that the last alignment has to do. */
const LOOKING_MS = 3_000;

type Anchoring =
  | { readonly state: 'none' }
  | { readonly state: 'wanted' }
  /** For a new anchor, or for a stored one by its handle. */
  | { readonly state: 'asked'; readonly handle: string | undefined }
  | { readonly state: 'looking'; readonly anchor: XRAnchor; readonly handle: string; readonly until: number }
  | { readonly state: 'anchored'; readonly anchor: XRAnchor; readonly handle: string | undefined };

/**
 * Holds the session's origin still in the room during one XR session: moves `content` by the alignment, which one anchor at the origin
 * keeps right. With persistent anchors, a later visit finds the same place; without, it starts from the last alignment.
 */
export class AlignmentKeeper {
  readonly #session: XRSession;
  readonly #content: Object3D;
  readonly #store: AlignmentStore;
  #alignment: Alignment;
  #anchoring: Anchoring = { state: 'none' };
  #isClosed = false;

  constructor(session: XRSession, content: Object3D, store: AlignmentStore) {
    this.#session = session;
    this.#content = content;
    this.#store = store;
    const stored = store.load();
    this.#alignment = stored?.alignment ?? AT_HOME;
    this.#apply();
    this.#anchoring = { state: 'wanted' };
    if (stored?.handle !== undefined && session.restorePersistentAnchor) this.#restore(stored.handle);
  }

  /** Once per frame, inside its callback. False while the headset still looks for the room. */
  update(frame: XRFrame, space: XRReferenceSpace, time: number): boolean {
    const now = this.#anchoring;
    switch (now.state) {
      case 'none':
        return true;
      case 'wanted':
        this.#create(frame, space);
        return true;
      case 'asked':
        return true;
      case 'looking': {
        const until = now.until === 0 ? time + LOOKING_MS : now.until;
        const isFound = this.#follow(frame, space, now.anchor);
        this.#anchoring = isFound
          ? { state: 'anchored', anchor: now.anchor, handle: now.handle }
          : { ...now, until };
        return isFound || time > until;
      }
      case 'anchored':
        this.#follow(frame, space, now.anchor);
        return true;
    }
  }

  /** The reference space jumped (the person recentred): what no anchor holds must be moved along. */
  reset(transform: XRRigidTransform | undefined): void {
    if (!transform || this.#anchoring.state === 'anchored') return;
    const moved = compose(invert(poseOf(transform)), fromAlignment(this.#alignment));
    this.#alignment = { yaw: yawOf(moved.rotation), translation: moved.position };
    this.#apply();
  }

  /** Remembers where things are and puts `content` back where screens expect it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#save();
    this.#alignment = AT_HOME;
    this.#apply();
  }

  #restore(handle: string): void {
    this.#anchoring = { state: 'asked', handle };
    this.#session.restorePersistentAnchor?.(handle).then(
      anchor => {
        this.#anchoring = { state: 'looking', anchor, handle, until: 0 };
      },
      () => {
        // The browser cannot place it any more: start a new one from the last alignment, and leave room for it.
        void ifGranted(this.#session.deletePersistentAnchor?.(handle));
        this.#anchoring = { state: 'wanted' };
      },
    );
  }

  #create(frame: XRFrame, space: XRReferenceSpace): void {
    if (!frame.createAnchor) {
      this.#anchoring = { state: 'none' };
      return;
    }
    const { position: p, rotation: q } = fromAlignment(this.#alignment);
    const at = new XRRigidTransform({ x: p[0], y: p[1], z: p[2] }, { x: q[0], y: q[1], z: q[2], w: q[3] });
    this.#anchoring = { state: 'asked', handle: undefined };
    frame.createAnchor(at, space).then(
      anchor => {
        this.#anchoring = { state: 'anchored', anchor, handle: undefined };
        this.#keep(anchor);
      },
      () => {
        // No anchors here (not granted, or no tracking just now): the alignment stands without one.
        this.#anchoring = { state: 'none' };
      },
    );
  }

  #keep(anchor: XRAnchor): void {
    anchor.requestPersistentHandle?.().then(
      handle => {
        if (this.#isClosed) return;
        this.#anchoring = { state: 'anchored', anchor, handle };
        this.#save();
      },
      () => {
        // Over the browser's number of persistent anchors: this one lasts as long as the XR session does.
        if (!this.#isClosed) this.#save();
      },
    );
  }

  /** Takes the anchor's pose over, gravity kept: only its yaw counts. False while it has none. */
  #follow(frame: XRFrame, space: XRReferenceSpace, anchor: XRAnchor): boolean {
    const pose = frame.getPose(anchor.anchorSpace, space);
    if (!pose) return false;
    const { position, rotation } = poseOf(pose.transform);
    this.#alignment = { yaw: yawOf(rotation), translation: position };
    this.#apply();
    return true;
  }

  #save(): void {
    const now = this.#anchoring;
    const handle = 'handle' in now ? now.handle : undefined;
    this.#store.save({ alignment: this.#alignment, ...(handle === undefined ? {} : { handle }) });
  }

  #apply(): void {
    const { yaw, translation } = this.#alignment;
    this.#content.position.fromArray(translation);
    this.#content.quaternion.fromArray(fromYaw(yaw));
    this.#content.updateMatrixWorld(true);
  }
}
