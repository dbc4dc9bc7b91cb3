import { batch, effect } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import { alignToFrame, checkPoints, type Frame, type ReferencePoint } from '../../../shared/frame.ts';
import { newObjectId, type ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { fromAlignment, invert, ORIGIN, toAlignment, type Vec3 } from '../../../shared/pose.ts';
import type { Intent } from '../../../shared/session/index.ts';
import {
  type Actions,
  type Cursor,
  deviceNow,
  type GuideState,
  type InputFrame,
  type Marker,
  type Model,
  measureProblem,
} from '../../model/index.ts';
import { Carrying, Touching } from '../../tools/index.ts';
import { texts } from '../../view/index.ts';
import type { XrRuntime } from '../../xr/index.ts';
import type { Notices } from '../notices.ts';
import type { LiveSession } from '../session/session.ts';
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

/** What to draw while a person aligns. */
export interface GuidePicture {
  readonly markers: readonly Marker[];
  readonly cursors: readonly Cursor[];
}

/** The session's place in the room: what a person does about it, step by step. */
export interface AlignmentGuide {
  readonly actions: AlignmentActions;
  /**
   * While the person aligns, takes a frame of input in place of the tools; undefined while there is nothing
   * to align. `dt` in ms.
   */
  update(input: InputFrame, dt: number): GuidePicture | undefined;
}

export interface AlignmentGuideOptions {
  readonly model: Model;
  readonly notices: Notices;
  readonly places: StoredAlignments;
  session(): LiveSession | undefined;
  xr(): XrRuntime | undefined;
  readonly prefer: Actions['prefer'];
}

export function createAlignmentGuide({
  model,
  notices,
  places,
  session,
  xr,
  prefer,
}: AlignmentGuideOptions): AlignmentGuide {
  const { guide } = model;
  let touching = new Touching();
  let carrying = new Carrying();

  effect(() => {
    // Who leaves AR has stopped aligning; the aligner has put everything back by itself.
    if (model.space.value.state === 'off') guide.value = { step: 'off' };
  });

  const frames = (): readonly Frame[] => session()?.open.frames.peek() ?? [];
  const write = (intent: Intent): boolean =>
    session()?.editing.apply({ intents: [intent], gesture: undefined }) ?? false;

  /**
   * The frame that is meant where none is named: the present one, else the one used last, else the oldest.
   */
  function usual(): Frame | undefined {
    const space = model.space.peek();
    const present = space.state === 'aligned' ? space.frame : undefined;
    const used = places.all().find(({ of }) => of && of.session === session()?.id)?.of?.frame;
    const byId = (id: ObjectId | undefined) => frames().find(each => each.id === id);
    return byId(present) ?? byId(used) ?? frames()[0];
  }

  /** Why this person may not write reference points. */
  function denial(): AppError | undefined {
    const permission = session()?.open.permission.peek() ?? 'viewer';
    if (permission === 'edit') return undefined;
    return { code: permission === 'viewer' ? 'document/role' : 'document/editing-off' };
  }

  function begin(state: GuideState): void {
    const aligner = xr()?.aligner();
    if (!aligner) return;
    aligner.begin();
    touching = new Touching();
    carrying = new Carrying();
    guide.value = state;
  }

  const startTouching = (frame: Frame | undefined): void =>
    begin({ step: 'touch', frame, touched: [], problem: undefined });

  function cancel(): void {
    xr()?.aligner()?.cancel();
    guide.value = { step: 'off' };
  }

  function definePoints(): void {
    const denied = denial();
    if (denied) notices.report(denied);
    else startTouching(undefined);
  }

  function measure(id: ObjectId): void {
    const frame = frames().find(each => each.id === id);
    const problem = denial() ?? measureProblem(model.space.peek());
    if (problem) notices.report(problem);
    else if (frame) begin({ step: 'measure', frame, touched: [], problem: undefined });
    else notices.report({ code: 'align/gone' });
  }

  /** The touched points are these points: brings the session there. */
  function alignTo(frame: Frame, touched: readonly Vec3[]): void {
    const aligner = xr()?.aligner();
    const fit = alignToFrame(touched, frame.points);
    if (!fit.ok) guide.value = { step: 'touch', frame, touched: [], problem: fit.error };
    else {
      aligner?.move(toAlignment(invert(fromAlignment(fit.value))));
      aligner?.settle(frame.id, 'touch', fit.value.rms, deviceNow());
      guide.value = { step: 'off' };
    }
  }

  function define(touched: readonly Vec3[]): void {
    const points: ReferencePoint[] = touched.map((position, i) => ({
      name: texts.space.POINT_NAMES[i] ?? `Corner ${i + 1}`,
      position,
    }));
    const count = frames().length;
    const id = newObjectId();
    const name = count === 0 ? 'Room' : `Room ${count + 1}`;
    if (write({ type: 'create-frame', id, name, points })) {
      xr()?.aligner()?.settle(id, 'touch', undefined, deviceNow());
      guide.value = { step: 'off' };
    } else cancel();
  }

  /**
   * This frame's points are where they were touched, as this device sees the session now; it stays where it
   * is by that.
   */
  function remeasure({ id }: Frame, touched: readonly Vec3[]): void {
    const points = frames().find(each => each.id === id)?.points ?? [];
    const problem = measureProblem(model.space.peek());
    if (problem || points.length !== touched.length) {
      notices.report(problem ?? { code: 'align/changed' });
      cancel();
      return;
    }
    const moved = points.map(({ name }, i): ReferencePoint => ({ name, position: touched[i] ?? ORIGIN }));
    // In one step: on this device the points have not changed since it aligned.
    batch(() => {
      if (write({ type: 'edit-frame', id, points: moved })) {
        xr()?.aligner()?.settle(id, 'touch', undefined, deviceNow());
        guide.value = { step: 'off' };
      } else cancel();
    });
  }

  function finish(): void {
    const now = guide.peek();
    if (now.step === 'off') return;
    if (now.frame && !frames().some(({ id }) => id === now.frame?.id)) {
      notices.report({ code: 'align/gone' });
      cancel();
    } else if (now.step === 'carry') {
      xr()?.aligner()?.settle(now.frame?.id, 'hand', undefined, deviceNow());
      guide.value = { step: 'off' };
    } else if (now.step === 'measure') remeasure(now.frame, now.touched);
    else if (now.frame) alignTo(now.frame, now.touched);
    else define(now.touched);
  }

  function touch(now: Extract<GuideState, { step: 'touch' | 'measure' }>, at: Vec3): void {
    const touched = [...now.touched, at];
    const { frame } = now;
    // What is to be written has to be points that a session can be aligned by.
    const isWhole = now.step === 'measure' ? touched.length === now.frame.points.length : !frame;
    const usable = isWhole && touched.length >= LIMITS.framePointsMin ? checkPoints(touched) : undefined;
    if (usable && !usable.ok) {
      guide.value = { ...now, problem: usable.error };
      return;
    }
    guide.value = { ...now, touched, problem: undefined };
    if (touched.length === (frame ? frame.points.length : LIMITS.framePointsMax)) finish();
  }

  /**
   * A new touch is in session space; once the session has moved, what was touched before is somewhere else in
   * it.
   */
  function update(input: InputFrame, dt: number): GuidePicture | undefined {
    const now = guide.peek();
    if (now.step === 'off') return undefined;
    if (now.step === 'carry') {
      const out = carrying.update(input, dt);
      if (out.by) xr()?.aligner()?.move(out.by);
      for (const id of out.ticks) xr()?.tick(id);
      return { markers: expected(now.frame), cursors: out.cursors };
    }
    const out = touching.update(input);
    for (const id of out.ticks) xr()?.tick(id);
    if (out.touched) touch(now, out.touched);
    else if (out.isUnsteady) guide.value = { ...now, problem: { code: 'align/unsteady' } };
    return { markers: picture(guide.peek(), out.tips), cursors: [] };
  }

  /** Where the frame's points are believed to be; nothing where nobody can believe anything yet. */
  function picture(now: GuideState, tips: readonly Vec3[]): readonly Marker[] {
    const known = model.space.peek();
    if (now.step !== 'touch' && now.step !== 'measure') return [];
    const isKnown = known.state === 'aligned' && known.frame === now.frame?.id && known.kept !== 'last';
    return [
      ...(isKnown ? expected(now.frame).slice(now.touched.length) : []),
      ...now.touched.map(
        (position, i): Marker => ({
          name: now.frame?.points[i]?.name ?? texts.space.POINT_NAMES[i] ?? '',
          position,
          look: 'touched',
        }),
      ),
      ...tips.map((position): Marker => ({ name: '', position, look: 'tip' })),
    ];
  }

  const alignByHand = (): void => begin({ step: 'carry', frame: usual() });

  const actions: AlignmentActions = {
    alignAgain: () => {
      const frame = usual();
      if (frame) startTouching(frame);
      else alignByHand();
    },
    alignByTouch: id => {
      const frame = frames().find(each => each.id === id) ?? usual();
      if (frame) startTouching(frame);
      else definePoints();
    },
    definePoints,
    measureFrame: measure,
    alignByHand,
    takeTouchBack: () => {
      const now = guide.peek();
      if (now.step === 'touch' || now.step === 'measure') {
        guide.value = { ...now, touched: now.touched.slice(0, -1), problem: undefined };
      }
    },
    finishAligning: finish,
    cancelAligning: cancel,
    useLastPlace: () => {
      guide.value = { step: 'off' };
      xr()?.aligner()?.useLast();
    },
    editFrame: (id, { name, pointNames }) => {
      const points = frames()
        .find(each => each.id === id)
        ?.points.map((point, i) => ({ ...point, name: pointNames?.[i] ?? point.name }));
      write({
        type: 'edit-frame',
        id,
        ...(name === undefined ? {} : { name }),
        ...(pointNames && points ? { points } : {}),
      });
    },
    deleteFrame: id => {
      write({ type: 'delete-frame', id });
    },
    freeAnchor: place => {
      const aligner = xr()?.aligner();
      if (!aligner) places.put({ ...place, anchor: undefined });
      else void aligner.free(place).then(freed => freed.ok || notices.report(freed.error));
    },
  };
  announceSpaceProblems({ model, notices, prefer, alignAgain: actions.alignAgain });
  return { update, actions };
}

const expected = (frame: Frame | undefined): Marker[] =>
  (frame?.points ?? []).map(({ name, position }) => ({ name, position, look: 'point' }));
