import { batch, effect } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import { alignToFrame, checkPoints, type Frame, type ReferencePoint } from '../../../shared/frame.ts';
import { newObjectId, type ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { fromAlignment, invert, ORIGIN, toAlignment, type Vec3 } from '../../../shared/pose.ts';
import type { Intent } from '../../../shared/session/index.ts';
import {
  type Actions,
  deviceNow,
  type GuideState,
  type InputFrame,
  type Model,
  measureProblem,
} from '../../model/index.ts';
import { Carrying, Touching } from '../../tools/index.ts';
import { texts } from '../../view/index.ts';
import type { Aligner, XrRuntime } from '../../xr/index.ts';
import type { Notices } from '../notices.ts';
import type { LiveSession } from '../session/session.ts';
import { type GuidePicture, pointMarkers, touchMarkers } from './guide-markers.ts';
import { announceSpaceProblems } from './space-notices.ts';
import type { StoredAlignments } from './stored-alignments.ts';

export type AlignmentActions = Pick<
  Actions,
  | 'alignAgain'
  | 'alignByTouch'
  | 'definePoints'
  | 'measureFrame'
  | 'alignByHand'
  | 'takeTouchBack'
  | 'finishAligning'
  | 'cancelAligning'
  | 'useLastPlace'
  | 'editFrame'
  | 'deleteFrame'
  | 'freeAnchor'
>;

export interface AlignmentGuideOptions {
  readonly model: Model;
  readonly notices: Notices;
  readonly alignments: StoredAlignments;
  session(): LiveSession | undefined;
  /** Undefined where the browser cannot draw in 3D. */
  readonly xr: Pick<XrRuntime, 'aligner' | 'tick'> | undefined;
  readonly prefer: Actions['prefer'];
}

type TouchStep = Extract<GuideState, { step: 'touch' | 'measure' }>;

/** Aligns the session with the physical room, step by step, by what a person touches or carries. */
export class AlignmentGuide {
  readonly actions: AlignmentActions;
  readonly #options: AlignmentGuideOptions;
  #touching = new Touching();
  #carrying = new Carrying();

  constructor(options: AlignmentGuideOptions) {
    const { model, notices, prefer } = options;
    this.#options = options;
    this.actions = this.#createActions();
    effect(() => {
      // Leaving AR ends aligning; the aligner has put everything back by itself.
      if (model.space.value.state === 'off') model.guide.value = { step: 'off' };
    });
    announceSpaceProblems({ model, notices, prefer, alignAgain: this.actions.alignAgain });
  }

  /**
   * Takes a frame of input in place of the tools while the person aligns; undefined while there is nothing to
   * align. `dt` in ms. A new touch is in session space: once the session has moved, earlier touches are
   * somewhere else in it.
   */
  update(input: InputFrame, dt: number): GuidePicture | undefined {
    const { model, xr } = this.#options;
    const now = model.guide.peek();
    if (now.step === 'off') return undefined;
    if (now.step === 'carry') {
      const out = this.#carrying.update(input, dt);
      if (out.by) this.#aligner?.move(out.by);
      for (const id of out.ticks) xr?.tick(id);
      return { markers: pointMarkers(now.frame), cursors: out.cursors };
    }
    const out = this.#touching.update(input);
    for (const id of out.ticks) xr?.tick(id);
    if (out.touched) this.#touch(now, out.touched);
    else if (out.isUnsteady) model.guide.value = { ...now, problem: { code: 'align/unsteady' } };
    return { markers: touchMarkers(model.guide.peek(), model.space.peek(), out.tips), cursors: [] };
  }

  #createActions(): AlignmentActions {
    const { model } = this.#options;
    const alignByHand = (): void => this.#begin({ step: 'carry', frame: this.#usualFrame() });
    return {
      alignAgain: () => {
        const frame = this.#usualFrame();
        if (frame) this.#beginTouching(frame);
        else alignByHand();
      },
      alignByTouch: id => {
        const frame = this.#frame(id) ?? this.#usualFrame();
        if (frame) this.#beginTouching(frame);
        else this.#beginDefining();
      },
      definePoints: () => this.#beginDefining(),
      measureFrame: id => this.#beginMeasuring(id),
      alignByHand,
      takeTouchBack: () => {
        const now = model.guide.peek();
        if (now.step === 'touch' || now.step === 'measure')
          model.guide.value = { ...now, touched: now.touched.slice(0, -1), problem: undefined };
      },
      finishAligning: () => this.#finish(),
      cancelAligning: () => this.#cancel(),
      useLastPlace: () => {
        this.#end();
        this.#aligner?.useLast();
      },
      ...this.#createFrameActions(),
    };
  }

  #createFrameActions(): Pick<AlignmentActions, 'editFrame' | 'deleteFrame' | 'freeAnchor'> {
    const { alignments, notices } = this.#options;
    return {
      editFrame: (id, { name, pointNames }) => {
        const points = this.#frame(id)?.points.map((point, i) => ({
          ...point,
          name: pointNames?.[i] ?? point.name,
        }));
        this.#write({
          type: 'edit-frame',
          id,
          ...(name === undefined ? {} : { name }),
          ...(pointNames && points ? { points } : {}),
        });
      },
      deleteFrame: id => {
        this.#write({ type: 'delete-frame', id });
      },
      freeAnchor: alignment => {
        const aligner = this.#aligner;
        if (!aligner) alignments.put({ ...alignment, anchor: undefined });
        else void aligner.free(alignment).then(freed => freed.ok || notices.report(freed.error));
      },
    };
  }

  get #aligner(): Aligner | undefined {
    return this.#options.xr?.aligner();
  }

  get #frames(): readonly Frame[] {
    return this.#options.session()?.open.frames.peek() ?? [];
  }

  #frame(id: ObjectId | undefined): Frame | undefined {
    return this.#frames.find(each => each.id === id);
  }

  /** The frame to align to where none is named: the present one, else the one used last, else the oldest. */
  #usualFrame(): Frame | undefined {
    const { model, alignments, session } = this.#options;
    const space = model.space.peek();
    const present = space.state === 'aligned' ? space.frame : undefined;
    const used = alignments.all().find(({ of }) => of && of.session === session()?.id)?.of?.frame;
    return this.#frame(present) ?? this.#frame(used) ?? this.#frames[0];
  }

  /** Why this person may not write reference points. */
  #denial(): AppError | undefined {
    const permission = this.#options.session()?.open.permission.peek() ?? 'viewer';
    if (permission === 'edit') return undefined;
    return { code: permission === 'viewer' ? 'document/role' : 'document/editing-off' };
  }

  #write(intent: Intent): boolean {
    return this.#options.session()?.editing.apply({ intents: [intent], gesture: undefined }) ?? false;
  }

  #begin(state: GuideState): void {
    const aligner = this.#aligner;
    if (!aligner) return;
    aligner.begin();
    this.#touching = new Touching();
    this.#carrying = new Carrying();
    this.#options.model.guide.value = state;
  }

  /** `frame` undefined: the touches define a new one. */
  #beginTouching(frame: Frame | undefined): void {
    this.#begin({ step: 'touch', frame, touched: [], problem: undefined });
  }

  #beginDefining(): void {
    const denied = this.#denial();
    if (denied) this.#options.notices.report(denied);
    else this.#beginTouching(undefined);
  }

  #beginMeasuring(id: ObjectId): void {
    const { model, notices } = this.#options;
    const frame = this.#frame(id);
    const problem = this.#denial() ?? measureProblem(model.space.peek());
    if (problem) notices.report(problem);
    else if (frame) this.#begin({ step: 'measure', frame, touched: [], problem: undefined });
    else notices.report({ code: 'align/gone' });
  }

  #touch(now: TouchStep, at: Vec3): void {
    const { guide } = this.#options.model;
    const touched = [...now.touched, at];
    const { frame } = now;
    // Points that are to be written must be points that a session can be aligned by.
    const isWhole = now.step === 'measure' ? touched.length === now.frame.points.length : !frame;
    const usable = isWhole && touched.length >= LIMITS.framePointsMin ? checkPoints(touched) : undefined;
    if (usable && !usable.ok) {
      guide.value = { ...now, problem: usable.error };
      return;
    }
    guide.value = { ...now, touched, problem: undefined };
    if (touched.length === (frame ? frame.points.length : LIMITS.framePointsMax)) this.#finish();
  }

  #finish(): void {
    const now = this.#options.model.guide.peek();
    if (now.step === 'off') return;
    if (now.frame && !this.#frame(now.frame.id)) {
      this.#options.notices.report({ code: 'align/gone' });
      this.#cancel();
    } else if (now.step === 'carry') {
      this.#aligner?.settle(now.frame?.id, 'hand', undefined, deviceNow());
      this.#end();
    } else if (now.step === 'measure') this.#remeasure(now.frame, now.touched);
    else if (now.frame) this.#alignTo(now.frame, now.touched);
    else this.#define(now.touched);
  }

  /** Moves the session so that the touched points are the frame's. */
  #alignTo(frame: Frame, touched: readonly Vec3[]): void {
    const fit = alignToFrame(touched, frame.points);
    if (!fit.ok) {
      this.#options.model.guide.value = { step: 'touch', frame, touched: [], problem: fit.error };
      return;
    }
    this.#aligner?.move(toAlignment(invert(fromAlignment(fit.value))));
    this.#aligner?.settle(frame.id, 'touch', fit.value.rms, deviceNow());
    this.#end();
  }

  #define(touched: readonly Vec3[]): void {
    const { naming, space } = texts;
    const points = touched.map(
      (position, i): ReferencePoint => ({ name: space.POINT_NAMES[i] ?? naming.corner(i + 1), position }),
    );
    const id = newObjectId();
    const name = naming.frame(this.#frames.length + 1);
    this.#settleAfter({ type: 'create-frame', id, name, points });
  }

  /**
   * Writes the frame's points where they were touched, as this device sees the session now; the session stays
   * where it is by that.
   */
  #remeasure({ id }: Frame, touched: readonly Vec3[]): void {
    const { model, notices } = this.#options;
    const points = this.#frame(id)?.points ?? [];
    const problem = measureProblem(model.space.peek());
    if (problem || points.length !== touched.length) {
      notices.report(problem ?? { code: 'align/changed' });
      this.#cancel();
      return;
    }
    const moved = points.map(({ name }, i): ReferencePoint => ({ name, position: touched[i] ?? ORIGIN }));
    // In one step: on this device the points have not changed since it aligned.
    batch(() => this.#settleAfter({ type: 'edit-frame', id, points: moved }));
  }

  /** Writes a frame and settles the alignment on it; cancels where it may not be written. */
  #settleAfter(intent: Extract<Intent, { type: 'create-frame' | 'edit-frame' }>): void {
    if (this.#write(intent)) {
      this.#aligner?.settle(intent.id, 'touch', undefined, deviceNow());
      this.#end();
    } else this.#cancel();
  }

  #cancel(): void {
    this.#aligner?.cancel();
    this.#end();
  }

  #end(): void {
    this.#options.model.guide.value = { step: 'off' };
  }
}
