import { compose, type Pose, transform, type Vec3 } from '../../shared/pose.ts';
import type { InputFrame, Pointer, PointerKind, Ray, SurfaceHit } from '../model/index.ts';
import { ifGranted } from './optional.ts';
import { PressTrack } from './press.ts';
import { moveRay, moveSurface, poseOf, rayOf } from './space.ts';
import { RoomSurfaces } from './surfaces.ts';

/**
 * One connected input source: its name for as long as it lasts, its buttons, and where it was last seen
 * (local-floor space).
 */
interface Source {
  readonly id: string;
  readonly input: XRInputSource;
  readonly select: PressTrack;
  readonly squeeze: PressTrack;
  isConnected: boolean;
  ray: Ray | undefined;
  grip: Pose | undefined;
  tip: Vec3 | undefined;
  surface: SurfaceHit | undefined;
}

/** Names of input sources, so that the same hand that comes back is not taken for the one that left. */
let named = 0;

/**
 * Controllers, hands, gaze-and-pinch and touches of one XR session as frames of pointers. Listens only to the
 * start and the end of a press: `select` itself comes at different moments in different browsers.
 */
export class HeadsetInput {
  readonly #surfaces: RoomSurfaces;
  readonly #sources = new Map<XRInputSource, Source>();
  readonly #listeners = new AbortController();

  constructor(session: XRSession) {
    this.#surfaces = new RoomSurfaces(session);
    const { signal } = this.#listeners;
    for (const input of session.inputSources) this.#connect(input);
    session.addEventListener(
      'inputsourceschange',
      event => {
        for (const input of event.removed) this.#disconnect(input);
        for (const input of event.added) this.#connect(input);
      },
      { signal },
    );
    const on = (
      type: 'selectstart' | 'selectend' | 'squeezestart' | 'squeezeend',
      tell: (source: Source) => void,
    ): void =>
      session.addEventListener(
        type,
        event => {
          const source = this.#connect(event.inputSource);
          tell(source);
        },
        { signal },
      );
    on('selectstart', source => source.select.start());
    on('selectend', source => source.select.end());
    on('squeezestart', source => source.squeeze.start());
    on('squeezeend', source => source.squeeze.end());
  }

  /**
   * Reads what the hands do in this frame. Must run inside the frame's callback. `toSession`: from
   * local-floor space to session space; `head` in local-floor space; `time` in ms.
   */
  read(frame: XRFrame, space: XRReferenceSpace, head: Pose, toSession: Pose, time: number): InputFrame {
    this.#surfaces.refresh();
    const pointers: Pointer[] = [];
    for (const source of this.#sources.values()) {
      this.#locate(source, frame, space);
      const pointer = this.#point(source, frame, space, toSession);
      if (pointer) pointers.push(pointer);
      if (!source.isConnected && !source.select.isBusy && !source.squeeze.isBusy) {
        this.#sources.delete(source.input);
      }
    }
    if (pointers.length === 0) pointers.push(this.#gaze(head, frame, space, toSession));
    return { time, head: compose(toSession, head), pointers };
  }

  /** A short tick in the hand, where it has something to tick with. */
  tick(pointerId: string): void {
    for (const { id, input } of this.#sources.values()) {
      const actuator = id === pointerId ? input.gamepad?.hapticActuators?.[0] : undefined;
      // A controller that went to sleep rejects; a tick that nobody feels is no loss.
      void ifGranted(actuator?.pulse?.(0.4, 12));
    }
  }

  close(): void {
    this.#listeners.abort();
    this.#surfaces.close();
    this.#sources.clear();
  }

  /** Also for a source that presses before its arrival was announced, as gaze-and-pinch may. */
  #connect(input: XRInputSource): Source {
    const known = this.#sources.get(input);
    if (known?.isConnected) return known;
    named += 1;
    const source: Source = {
      id: `${input.handedness}-${named}`,
      input,
      select: new PressTrack(),
      squeeze: new PressTrack(),
      isConnected: true,
      ray: undefined,
      grip: undefined,
      tip: undefined,
      surface: undefined,
    };
    this.#sources.set(input, source);
    void this.#surfaces.connect(input);
    return source;
  }

  /**
   * A source that leaves in the middle of a press takes the press back; one that has released already may
   * still tell so.
   */
  #disconnect(input: XRInputSource): void {
    const source = this.#sources.get(input);
    if (!source) return;
    source.isConnected = false;
    source.select.leave();
    source.squeeze.leave();
    this.#surfaces.disconnect(input);
  }

  #locate(source: Source, frame: XRFrame, space: XRReferenceSpace): void {
    if (!source.isConnected) return;
    const { input } = source;
    const ray = frame.getPose(input.targetRaySpace, space);
    const wrist = input.hand?.get('wrist');
    const grip =
      (input.gripSpace && frame.getPose(input.gripSpace, space)) ??
      (wrist && frame.getJointPose?.(wrist, space));
    const finger = input.hand?.get('index-finger-tip');
    const tip = finger && frame.getJointPose?.(finger, space);
    // While a press lasts, a hand that cannot be seen for a moment stays where it was; otherwise it is not
    // there.
    const keep = source.select.isBusy || source.squeeze.isBusy;
    source.ray = ray ? rayOf(poseOf(ray.transform)) : keep ? source.ray : undefined;
    source.grip = grip ? poseOf(grip.transform) : keep ? source.grip : undefined;
    // A controller's ray begins at its front, which is what one points and pokes with.
    const touches = input.hand ? tip && poseOf(tip.transform).position : source.grip && source.ray?.origin;
    source.tip = touches ?? (keep ? source.tip : undefined);
  }

  #point(source: Source, frame: XRFrame, space: XRReferenceSpace, toSession: Pose): Pointer | undefined {
    const { id, input, ray, grip } = source;
    const select = source.select.next();
    const squeeze = source.squeeze.next();
    if (!ray) return undefined;
    // Of a finger that has left the glass nobody knows any more what it meets, and it may still have its
    // release to tell.
    if (source.isConnected || !source.surface) {
      source.surface = this.#surfaces.find(input, ray, frame, space);
    }
    const axes = input.gamepad?.axes;
    return {
      id,
      kind: kindOf(input),
      hand: input.handedness,
      ray: moveRay(toSession, ray),
      grip: grip && compose(toSession, grip),
      tip: source.tip && transform(toSession, source.tip),
      select,
      squeeze,
      stick: source.isConnected ? [still(axes?.[2]), still(-(axes?.[3] ?? 0))] : [0, 0],
      extend: false,
      surface: moveSurface(toSession, source.surface),
      captured: false,
    };
  }

  /**
   * Where nobody points (a phone, or gaze-and-pinch between two pinches), the view itself shows where a press
   * would go.
   */
  #gaze(head: Pose, frame: XRFrame, space: XRReferenceSpace, toSession: Pose): Pointer {
    const ray = rayOf(head);
    return {
      id: 'view',
      kind: 'transient',
      hand: 'none',
      ray: moveRay(toSession, ray),
      grip: undefined,
      tip: undefined,
      select: 'idle',
      squeeze: 'idle',
      stick: [0, 0],
      extend: false,
      surface: moveSurface(toSession, this.#surfaces.find('view', ray, frame, space)),
      captured: false,
    };
  }
}

/** A phone's touch drags like a screen's pointer does: it knows two numbers and no hand. */
function kindOf(input: XRInputSource): PointerKind {
  if (input.targetRayMode === 'screen') return 'screen';
  if (input.targetRayMode !== 'tracked-pointer') return 'transient';
  return input.hand ? 'hand' : 'controller';
}

/** Sticks that rest a little off their middle do not drift. */
const still = (n: number | undefined): number => (n !== undefined && Math.abs(n) > 0.15 ? n : 0);
