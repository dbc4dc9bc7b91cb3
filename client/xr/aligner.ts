import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Object3D } from 'three';
import type { AppError, Result } from '../../shared/errors.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { type Alignment, compose, fromAlignment, toAlignment } from '../../shared/pose.ts';
import type { SharedPlace } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';
import { type AlignedBy, placeKey, type SpaceState, type StoredAlignment } from '../model/index.ts';
import {
  type Aligned,
  atHome,
  firstSeen,
  frameProblem,
  type Holding,
  recordOf,
  STAYING,
  stateOf,
} from './alignment-state.ts';
import {
  type AlignmentTarget,
  anchorAt,
  HOME,
  hasFrames,
  knownOf,
  pointsOf,
  storedOf,
} from './alignment-target.ts';
import { type AlignmentStore, Anchors } from './anchors.ts';
import { readSource } from './frame-source.ts';
import { SharedSpace } from './shared-space.ts';
import { afterJump, moveTo } from './space.ts';

/**
 * Holds a session still in the room during one XR session: moves `content` by the alignment. The ladder: a
 * restored anchor (objects wait until the headset sees it), else reference points that the person touches,
 * else the person's own hand, else the word of a headset beside this one. Nothing here writes a document.
 */
export class Aligner {
  readonly #anchors: Anchors;
  readonly #content: Object3D;
  readonly #store: AlignmentStore;
  readonly #shared: SharedSpace;
  #word: SharedPlace | undefined;
  readonly #state = signal<SpaceState>({ state: 'off' });
  #target: AlignmentTarget | undefined;
  /** From session space to local-floor space. */
  #alignment: Alignment = HOME;
  #holding: Holding = { way: 'unaligned' };
  #problem: AppError | undefined;
  /** The state that `cancel` restores, while the person aligns. */
  #before: { readonly alignment: Alignment; readonly holding: Holding } | undefined;
  /** Results for an earlier turn of events count no more. */
  #turn = 0;
  #stopFrames: () => void = () => undefined;

  constructor(
    session: XRSession,
    content: Object3D,
    store: AlignmentStore,
    target: AlignmentTarget | undefined,
  ) {
    this.#anchors = new Anchors(session, store);
    this.#content = content;
    this.#store = store;
    this.#shared = new SharedSpace(session);
    void this.#anchors.sweep();
    this.setSite(target);
  }

  get state(): ReadonlySignal<SpaceState> {
    return this.#state;
  }

  /**
   * The alignment that others in the same room may adopt; undefined while this device does not know at first
   * hand, or shares no space.
   */
  get word(): SharedPlace | undefined {
    return this.#word;
  }

  /** Another session, or none, takes this one's place. */
  setSite(target: AlignmentTarget | undefined): void {
    this.#save();
    this.#stopFrames();
    this.#target = target;
    this.#start();
    let before = target?.frames.peek();
    this.#stopFrames = effect(() => {
      const frames = target?.frames.value;
      if (frames === before) return;
      before = frames;
      this.#onFrames();
    });
  }

  /** Once per frame, inside its callback. */
  update(frame: XRFrame, space: XRReferenceSpace): void {
    const now = this.#holding;
    if (now.way === 'looking') {
      const found = firstSeen(now.candidates, frame, space);
      if (found) {
        this.#alignment = found.alignment;
        this.#hold(found.holding);
      }
    } else if (now.way === 'aligned') {
      const seen = now.source && readSource(now.source, frame, space);
      if (seen) this.#alignment = seen;
      if (now.anchor === 'wanted') void this.#anchor(now, frame, space);
    } else if (!this.#before) this.#follow(frame, space);
    this.#apply();
    // Nobody goes along while the person is at it.
    const holding = this.#before ? undefined : this.#holding;
    this.#word = this.#shared.word(holding, this.#target, this.#alignment, frame, space);
  }

  /** The reference space jumped (the person recentred). Undefined: nobody knows by how much. */
  reset(transform: XRRigidTransform | undefined): void {
    if (transform) {
      const before = this.#before;
      this.#alignment = afterJump(this.#alignment, transform);
      if (before) this.#before = { ...before, alignment: afterJump(before.alignment, transform) };
      this.#apply();
      return;
    }
    const now = this.#holding;
    // A source finds the place again by itself, with the next frame.
    if (now.way !== 'aligned' || now.source) return;
    this.#problem = { code: 'align/moved' };
    this.#hold({ ...now, kept: 'last' });
  }

  /**
   * The headset was taken off and is back: anchors of before may have shifted, so the kept one is asked for
   * again.
   */
  async wake(): Promise<void> {
    const now = this.#holding;
    const kept = now.way === 'aligned' && now.kept === 'anchor' && storedOf(this.#store, now.of)?.anchor;
    if (!kept || !this.#anchors.canRestore) return;
    const turn = this.#turn;
    const anchor = await this.#anchors.restore(kept.handle);
    if (anchor && turn === this.#turn) {
      this.#change({ source: { space: anchor.anchorSpace, at: kept.at } });
    }
  }

  /** The person begins to align: nothing else moves the session until `settle` or `cancel`. */
  begin(): void {
    this.#before ??= { alignment: this.#alignment, holding: this.#holding };
    this.#turn += 1;
    if (this.#holding.way === 'looking' || this.#holding.way === 'shared') this.#hold({ way: 'unaligned' });
  }

  /**
   * Moves the session by a motion in session space: what was at a point is now where `by` takes the point.
   * Lets go of any anchor.
   */
  move(by: Alignment): void {
    this.#change({ source: undefined, anchor: 'settled' });
    this.#alignment = toAlignment(compose(fromAlignment(this.#alignment), fromAlignment(by)));
    this.#apply();
  }

  /** As it was before `begin`. */
  cancel(): void {
    const before = this.#before;
    if (!before) return;
    this.#before = undefined;
    this.#alignment = before.alignment;
    // A pending search is started again: its results came while nobody listened.
    if (before.holding.way === 'looking') this.#start();
    else this.#hold(before.holding);
    this.#onFrames();
    this.#apply();
  }

  /**
   * From here on this is where the session belongs, kept by an anchor where there is one to be had. `frame`
   * is what it was aligned to, if anything; `rms` in metres.
   */
  settle(frame: ObjectId | undefined, by: AlignedBy, rms: number | undefined, at: DeviceTime): void {
    this.#turn += 1;
    this.#before = undefined;
    this.#problem = undefined;
    const of = frame && this.#target ? { session: this.#target.session, frame } : undefined;
    const old = storedOf(this.#store, of);
    // It would bring the place of before back.
    if (old?.anchor) void this.#anchors.free(old);
    const quality = { by, rms, at };
    const points = by === 'touch' ? pointsOf(this.#target, of) : undefined;
    this.#hold({ way: 'aligned', of, quality, points, kept: 'visit', source: undefined, anchor: 'wanted' });
    this.#save();
  }

  /**
   * Stays where the session was last, or where AR began. What is stored stays as it is, for the next visit.
   */
  useLast(): void {
    this.#turn += 1;
    this.#before = undefined;
    this.#hold(STAYING);
  }

  /** Gives the anchor of a place back to the headset. Error: `anchor/not-freed`. */
  free(stored: StoredAlignment): Promise<Result<void>> {
    const now = this.#holding;
    if (now.way === 'aligned' && now.kept === 'anchor' && placeKey(now.of) === placeKey(stored.of)) {
      this.#turn += 1;
      this.#change({ kept: 'visit', source: undefined });
    }
    return this.#anchors.free(stored);
  }

  /** Remembers where things are and puts `content` back where screens expect it. */
  close(): void {
    this.#turn += 1;
    this.#stopFrames();
    if (this.#before) ({ alignment: this.#alignment, holding: this.#holding } = this.#before);
    this.#save();
    this.#alignment = HOME;
    this.#apply();
    this.#state.value = { state: 'off' };
  }

  /** The ladder's first step. */
  #start(): void {
    this.#turn += 1;
    this.#before = undefined;
    this.#problem = undefined;
    const known = knownOf(this.#store, this.#target);
    this.#alignment = known[0]?.alignment ?? HOME;
    const anchored = this.#anchors.canRestore ? known.filter(({ anchor }) => anchor) : [];
    if (anchored.length > 0) this.#look(anchored);
    else if (hasFrames(this.#target)) this.#hold({ way: 'unaligned' });
    else this.#hold(atHome(known[0]));
    this.#apply();
  }

  /** The last rung: the word of a headset in the same room, which anything of one's own replaces. */
  #follow(frame: XRFrame, space: XRReferenceSpace): void {
    const next = this.#shared.follow(this.#holding, this.#target, frame, space);
    if (!next) return;
    this.#alignment = next.alignment;
    if (next.isNews) this.#hold(next.holding);
    else this.#holding = next.holding;
  }

  #look(known: readonly StoredAlignment[]): void {
    const turn = this.#turn;
    this.#hold({ way: 'looking', candidates: [], asked: known.length });
    for (const stored of known) {
      if (!stored.anchor) continue;
      const { handle, at } = stored.anchor;
      void this.#anchors.restore(handle).then(anchor => {
        // The browser cannot place it any more: leave its slot to others.
        if (!anchor) void this.#anchors.free(stored);
        const now = this.#holding;
        if (turn !== this.#turn || now.way !== 'looking') return;
        const found = anchor ? [{ stored, source: { space: anchor.anchorSpace, at } }] : [];
        const candidates = [...now.candidates, ...found];
        const asked = now.asked - 1;
        if (asked > 0 || candidates.length > 0) this.#hold({ way: 'looking', candidates, asked });
        else this.#lose(stored);
      });
    }
  }

  /** The last anchor that could have shown the place is gone. */
  #lose(stored: StoredAlignment): void {
    this.#problem = { code: 'anchor/lost' };
    if (stored.of) this.#hold({ way: 'unaligned' });
    else this.#hold(atHome(stored));
  }

  async #anchor({ of }: Aligned, frame: XRFrame, space: XRReferenceSpace): Promise<void> {
    const turn = this.#turn;
    const isStale = (): boolean => turn !== this.#turn || this.#holding.way !== 'aligned';
    const at = anchorAt(this.#target, of);
    const pose = toAlignment(compose(fromAlignment(this.#alignment), fromAlignment(at)));
    this.#change({ anchor: 'settled' });
    const anchor = await this.#anchors.make(frame, space, pose);
    if (isStale()) return;
    // Without anchors (not granted, or no tracking just now) the alignment stands by itself.
    if (anchor) this.#change({ source: { space: anchor.anchorSpace, at } });
    else this.#problem = { code: 'anchor/none' };
    const handle = anchor && (await this.#anchors.keep(anchor, of));
    if (isStale()) return;
    if (handle && !handle.ok) this.#problem = handle.error;
    this.#change(handle?.ok ? { kept: 'anchor' } : {});
    this.#save(handle?.ok ? { handle: handle.value, at } : undefined);
  }

  #onFrames(): void {
    const now = this.#holding;
    // Nothing moves by itself: what has become of its frame is said.
    if (now.way === 'aligned' || now.way === 'shared') this.#hold(now);
    else if (!this.#before) this.#start();
  }

  #save(anchor?: StoredAlignment['anchor']): void {
    const now = this.#holding;
    // An unchanged alignment is not written: it must not replace what an anchor may show again.
    if (now.way !== 'aligned' || now.kept === 'last' || frameProblem(now, this.#target) === 'align/gone')
      return;
    const kept = anchor ?? storedOf(this.#store, now.of)?.anchor;
    this.#store.put(recordOf(this.#target, now, this.#alignment, kept));
  }

  #change(change: Partial<Omit<Aligned, 'way'>>): void {
    if (this.#holding.way === 'aligned') this.#hold({ ...this.#holding, ...change });
  }

  #hold(holding: Holding): void {
    this.#holding = holding;
    this.#state.value = stateOf(holding, this.#target, this.#problem);
  }

  #apply(): void {
    moveTo(this.#content, this.#alignment);
  }
}
