import { fail, ok, type Result } from '../../shared/errors.ts';
import { type Alignment, fromAlignment } from '../../shared/pose.ts';
import { placeKey, type StoredAlignment } from '../model/index.ts';
import { ifGranted } from './optional.ts';

/**
 * The alignments of this device between visits. It is read in the middle of a frame, so it
 * answers from memory; writing to the disk is its own affair.
 */
export interface AlignmentStore {
  all(): readonly StoredAlignment[];
  /** Replaces what is known of the same place. */
  put(stored: StoredAlignment): void;
}

/** A headset has five to eight persistent anchors for all sites together: more than this we do not take. */
export const ANCHORS_MAX_COUNT = 5;

/**
 * A headset refuses now and then, and takes the same a moment later: it is asked again after these times
 * (ms).
 */
const AGAIN_MS = [500, 1_500] as const;

/** Undefined where the headset said no each time. */
async function patiently<T>(ask: () => Promise<T> | undefined): Promise<T | undefined> {
  let answer = await ifGranted(ask());
  for (const ms of AGAIN_MS) {
    if (answer !== undefined) break;
    await new Promise(resolve => setTimeout(resolve, ms));
    answer = await ifGranted(ask());
  }
  return answer;
}

/**
 * The persistent anchors of one XR session: one for a place, and when there is no room the place that was
 * used longest ago gives its own.
 */
export class Anchors {
  readonly #session: XRSession;
  readonly #store: AlignmentStore;

  constructor(session: XRSession, store: AlignmentStore) {
    this.#session = session;
    this.#store = store;
  }

  get canRestore(): boolean {
    return this.#session.restorePersistentAnchor !== undefined;
  }

  /** Frees what no place uses any more: freed on a page, or by a headset that was not asked in time. */
  async sweep(): Promise<void> {
    const used = new Set(this.#store.all().map(({ anchor }) => anchor?.handle));
    for (const handle of this.#session.persistentAnchors ?? []) {
      if (!used.has(handle)) await this.#delete(handle);
    }
  }

  /**
   * A new anchor at `at` (`floor` space), until the XR session ends; undefined where there are none. Inside
   * the frame's callback.
   */
  make(frame: XRFrame, floor: XRReferenceSpace, at: Alignment): Promise<XRAnchor | undefined> {
    const { position: p, rotation: q } = fromAlignment(at);
    const pose = new XRRigidTransform({ x: p[0], y: p[1], z: p[2] }, { x: q[0], y: q[1], z: q[2], w: q[3] });
    return ifGranted(frame.createAnchor?.(pose, floor));
  }

  /** Undefined where the headset knows it no more. Its pose may take a while. */
  async restore(handle: string): Promise<XRAnchor | undefined> {
    if (!this.canRestore) return undefined;
    return patiently(() => this.#session.restorePersistentAnchor?.(handle));
  }

  /**
   * Makes `anchor` outlive this visit, for the place `of`, whose own anchor of before is freed first. Why a
   * headset refuses it does not say; if it is for want of room, that of one other place is enough. Errors:
   * `anchor/none` where the browser keeps none, `anchor/full`.
   */
  async keep(anchor: XRAnchor, of: StoredAlignment['of']): Promise<Result<string>> {
    const ask = (): Promise<string> | undefined => anchor.requestPersistentHandle?.();
    if (!anchor.requestPersistentHandle) return fail('anchor/none');
    const place = placeKey(of);
    const old = this.#store.all().find(each => placeKey(each.of) === place && each.anchor);
    if (old) await this.free(old);
    while (this.#others(place).length >= ANCHORS_MAX_COUNT) await this.#freeOldest(place);
    let handle = await patiently(ask);
    if (handle === undefined && this.#others(place).length > 0) {
      await this.#freeOldest(place);
      handle = await ifGranted(ask());
    }
    return handle === undefined ? fail('anchor/full') : ok(handle);
  }

  /**
   * Gives the anchor of a place back. What the headset does not free now is freed by the next sweep. Error:
   * `anchor/not-freed`.
   */
  async free(stored: StoredAlignment): Promise<Result<void>> {
    if (!stored.anchor) return ok(undefined);
    const { handle } = stored.anchor;
    this.#store.put({ ...stored, anchor: undefined });
    return (await this.#delete(handle)) ? ok(undefined) : fail('anchor/not-freed');
  }

  /** Last used first. */
  #others(place: string): readonly StoredAlignment[] {
    return this.#store
      .all()
      .filter(each => each.anchor && placeKey(each.of) !== place)
      .sort((a, b) => b.used - a.used);
  }

  async #freeOldest(place: string): Promise<void> {
    const oldest = this.#others(place).at(-1);
    if (oldest) await this.free(oldest);
  }

  async #delete(handle: string): Promise<boolean> {
    const asked = this.#session.deletePersistentAnchor?.(handle);
    return (await ifGranted(asked?.then(() => true))) ?? false;
  }
}
