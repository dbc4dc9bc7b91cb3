import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Group, Scene, WebGLRenderer } from 'three';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import {
  type InputFrame,
  NO_GRANTS,
  type SpaceState,
  type TextSource,
  type XrAttention,
  type XrGrants,
  type XrMode,
  type XrState,
} from '../model/index.ts';
import { Aligner } from './aligner.ts';
import type { AlignmentTarget } from './alignment-target.ts';
import type { AlignmentStore } from './anchors.ts';
import { createControllerModels } from './controller-models.ts';
import { HeadsetInput } from './headset-input.ts';
import { Occlusion } from './occlusion.ts';
import { endSession } from './optional.ts';
import { intoContent, poseOf } from './space.ts';
import {
  detectMode,
  grantsOf,
  offerSession,
  requestSession,
  type StartOptions,
  type XrWishes,
} from './start.ts';
import { systemKeyboard } from './system-keyboard.ts';

export interface XrOptions {
  readonly renderer: WebGLRenderer;
  /** The headset's space: local-floor while presenting. Controllers and hands are added here. */
  readonly scene: Scene;
  /**
   * Session space, a child of `scene`. Moved by the alignment while presenting, at the identity otherwise.
   */
  readonly content: Group;
  readonly alignments: AlignmentStore;
  /**
   * Asked when a session is to start, and for depth in every frame; nothing is wished for unless told
   * otherwise.
   */
  readonly wishes?: () => XrWishes;
  /** The path of controller and hand models, no slash at the end. */
  readonly profilesPath?: string;
}

/** AR and VR on this device: at most one XR session at a time, and always a way back to the page. */
export interface XrRuntime {
  readonly state: ReadonlySignal<XrState>;
  /** The wishes that the browser granted, in this session or in the last one. */
  readonly grants: ReadonlySignal<XrGrants>;
  /**
   * Starts AR, or the best there is. Must run in a user gesture. `overlay` is shown over the camera picture
   * on phones (headsets have no such thing); its owner stops `beforexrselect` where a press is its own.
   * Errors: `xr/unsupported`, `xr/denied`, `xr/no-floor`, `xr/failed`; they are in `state` too.
   */
  enter(overlay?: HTMLElement): Promise<Result<void>>;
  /**
   * Starts AR also where the browser begins it: from its own controls, or because AR was on in the page
   * before. `overlay` as for `enter`.
   */
  welcome(overlay?: HTMLElement): void;
  /** Resolves when the page has the picture again. */
  leave(): Promise<void>;
  /**
   * Returns what the person does in this frame, session space; must run inside the frame's callback, first of
   * all. Undefined while there is nobody to look: not presenting, or the headset does not know where it is
   * (`tracking: 'lost'`). Tools should then cancel.
   */
  input(frame: XRFrame, time: number): InputFrame | undefined;
  /** The alignment of the session; `off` while not presenting. */
  readonly space: ReadonlySignal<SpaceState>;
  /** The session to hold in its place, now or when AR starts; undefined for none. */
  setSite(site: AlignmentTarget | undefined): void;
  /** The aligner of the present session, while presenting. */
  aligner(): Aligner | undefined;
  /** The headset's own keyboard, while presenting and where it has one. */
  keyboard(): TextSource | undefined;
  /** Whether the picture shows the overlay that `enter` was given: then no panel in the room is needed. */
  showsOverlay(): boolean;
  /** A short tick in the hand of this pointer. */
  tick(pointerId: string): void;
  /** Ends a session under way; the runtime is unusable afterwards. */
  dispose(): void;
}

/** One XR session and everything that lives as long as it does. */
interface Live {
  readonly session: XRSession;
  readonly mode: XrMode;
  readonly input: HeadsetInput;
  readonly aligner: Aligner;
  readonly occlusion: Occlusion | undefined;
  readonly stopSpace: () => void;
  readonly models: { dispose(): void };
  space: XRReferenceSpace | undefined;
  readonly listeners: AbortController;
}

class Runtime implements XrRuntime {
  readonly #state = signal<XrState>({ state: 'checking' });
  readonly #grants = signal<XrGrants>(NO_GRANTS);
  readonly #space = signal<SpaceState>({ state: 'off' });
  readonly #options: XrOptions;
  readonly #listeners = new AbortController();
  readonly #detected: Promise<void>;
  #target: AlignmentTarget | undefined;
  #live: Live | undefined;

  constructor(options: XrOptions) {
    this.#options = options;
    const { signal } = this.#listeners;
    navigator.xr?.addEventListener('devicechange', () => void this.#detect(), { signal });
    this.#detected = this.#detect();
  }

  get state(): ReadonlySignal<XrState> {
    return this.#state;
  }

  get grants(): ReadonlySignal<XrGrants> {
    return this.#grants;
  }

  get space(): ReadonlySignal<SpaceState> {
    return this.#space;
  }

  async enter(overlay?: HTMLElement): Promise<Result<void>> {
    const now = this.#state.peek();
    if (now.state === 'presenting') return ok(undefined);
    if (now.state === 'checking' || now.state === 'none' || now.state === 'starting') {
      return fail('xr/unsupported');
    }
    this.#state.value = { state: 'starting', mode: now.mode };
    const wished = this.#wishes();
    const asked = await requestSession(now.mode, { overlay, wishes: wished });
    if (!asked.ok) return this.#failed(now.mode, asked.error);
    return this.#begin(asked.value.session, asked.value.mode, wished);
  }

  welcome(overlay?: HTMLElement): void {
    const { signal } = this.#listeners;
    const stop = effect(() => {
      if (this.#state.value.state === 'available') void this.#offer(overlay);
    });
    signal.addEventListener('abort', stop);
    const granted = (): void => void this.#detected.then(() => this.enter(overlay));
    navigator.xr?.addEventListener('sessiongranted', granted, { signal });
  }

  async leave(): Promise<void> {
    // 'end' comes before this resolves, or the session ended by itself a moment ago.
    if (this.#live) await endSession(this.#live.session);
  }

  input(frame: XRFrame, time: number): InputFrame | undefined {
    const now = this.#live;
    const { renderer, content } = this.#options;
    const floor = renderer.xr.getReferenceSpace();
    if (!now || !floor || frame.session !== now.session) return undefined;
    if (now.space !== floor) {
      now.space = floor;
      floor.addEventListener('reset', event => now.aligner.reset(event.transform), {
        signal: now.listeners.signal,
      });
    }
    // Null, not undefined, in browsers, whatever the types say: only its truth counts.
    const viewer = frame.getViewerPose(floor);
    this.#show({ tracking: viewer ? 'good' : 'lost' });
    if (!viewer) return undefined;
    now.aligner.update(frame, floor);
    now.occlusion?.update(frame, viewer.views[0], this.#wishes().depth);
    return now.input.read(frame, floor, poseOf(viewer.transform), intoContent(content), time);
  }

  setSite(target: AlignmentTarget | undefined): void {
    this.#target = target;
    this.#live?.aligner.setSite(target);
  }

  aligner(): Aligner | undefined {
    return this.#live?.aligner;
  }

  keyboard(): TextSource | undefined {
    return this.#live && systemKeyboard(this.#live.session);
  }

  showsOverlay(): boolean {
    return Boolean(this.#live?.session.domOverlayState);
  }

  tick(pointerId: string): void {
    this.#live?.input.tick(pointerId);
  }

  dispose(): void {
    this.#listeners.abort();
    if (!this.#live) return;
    void endSession(this.#live.session);
    this.#end(this.#live);
  }

  #wishes(): XrWishes {
    return this.#options.wishes?.() ?? { depth: false, camera: false };
  }

  async #detect(): Promise<void> {
    const isUnderWay = (): boolean => ['starting', 'presenting'].includes(this.#state.peek().state);
    if (isUnderWay()) return;
    const mode = await detectMode();
    if (isUnderWay() || this.#listeners.signal.aborted) return;
    this.#state.value = mode ? { state: 'available', mode } : { state: 'none' };
  }

  /**
   * One offer at a time: the browser ends it when a session is asked for, and takes the next one after that
   * session.
   */
  async #offer(overlay: HTMLElement | undefined): Promise<void> {
    const now = this.#state.peek();
    if (now.state !== 'available') return;
    const start: StartOptions = { overlay, wishes: this.#wishes() };
    const session = await offerSession(now.mode, start);
    if (!session) return;
    const { state: later } = this.#state.peek();
    if (later !== 'available' && later !== 'failed') await endSession(session);
    else {
      this.#state.value = { state: 'starting', mode: now.mode };
      await this.#begin(session, now.mode, start.wishes);
    }
  }

  async #begin(session: XRSession, mode: XrMode, wished: XrWishes): Promise<Result<void>> {
    const { renderer, scene, profilesPath = '/xr-profiles' } = this.#options;
    let isOver = false;
    session.addEventListener('end', () => {
      isOver = true;
    });
    // Before the renderer hears of the session, so that no controller's arrival is missed.
    const models = createControllerModels(renderer, scene, profilesPath, mode);
    try {
      renderer.xr.setReferenceSpaceType('local-floor');
      await renderer.xr.setSession(session);
    } catch (cause) {
      // The browser gave a session that this canvas cannot show.
      models.dispose();
      if (!isOver) await endSession(session);
      return this.#failed(mode, { code: 'xr/failed', detail: String(cause), cause });
    }
    if (isOver || this.#listeners.signal.aborted) {
      models.dispose();
      if (!isOver) await endSession(session);
      this.#state.value = { state: 'available', mode };
      return ok(undefined);
    }
    renderer.xr.setFoveation(0.5);
    this.#grants.value = grantsOf(session, wished);
    this.#present(session, mode, models);
    return ok(undefined);
  }

  #present(session: XRSession, mode: XrMode, models: Live['models']): void {
    const { renderer, scene, content, alignments } = this.#options;
    const aligner = new Aligner(session, content, alignments, this.#target);
    const depthFailed = (): void => {
      this.#grants.value = { ...this.#grants.peek(), depth: 'refused' };
    };
    const started: Live = {
      session,
      mode,
      input: new HeadsetInput(session),
      aligner,
      occlusion:
        this.#grants.peek().depth === 'granted'
          ? new Occlusion(renderer, scene, session, depthFailed)
          : undefined,
      stopSpace: effect(() => {
        this.#space.value = aligner.state.value;
      }),
      models,
      space: undefined,
      listeners: new AbortController(),
    };
    const { signal } = started.listeners;
    this.#live = started;
    session.addEventListener('end', () => this.#end(started), { signal });
    session.addEventListener('visibilitychange', () => this.#attend(), { signal });
    this.#state.value = { state: 'presenting', mode, tracking: 'good', attention: attentionOf(session) };
  }

  #attend(): void {
    const now = this.#state.peek();
    const wasAway = now.state === 'presenting' && now.attention !== 'here';
    this.#show({});
    if (wasAway && this.#live?.session.visibilityState === 'visible') void this.#live.aligner.wake();
  }

  /** Writes the state only where it differs: this runs every frame. */
  #show(change: { tracking?: 'good' | 'lost' }): void {
    const now = this.#state.peek();
    if (!this.#live || now.state !== 'presenting') return;
    const tracking = change.tracking ?? now.tracking;
    const attention = attentionOf(this.#live.session);
    if (tracking !== now.tracking || attention !== now.attention) {
      this.#state.value = { ...now, tracking, attention };
    }
  }

  #end(ended: Live): void {
    if (this.#live !== ended) return;
    this.#live = undefined;
    ended.listeners.abort();
    ended.input.close();
    ended.occlusion?.close();
    ended.models.dispose();
    ended.aligner.close();
    ended.stopSpace();
    this.#state.value = { state: 'available', mode: ended.mode };
  }

  #failed(mode: XrMode, error: AppError): Result<void> {
    this.#state.value = { state: 'failed', mode, error };
    return { ok: false, error };
  }
}

export const createXrRuntime = (options: XrOptions): XrRuntime => new Runtime(options);

/** A headset's own menu blurs the session; one that is taken off hides it. */
const ATTENTION: Record<XRVisibilityState, XrAttention> = {
  visible: 'here',
  'visible-blurred': 'away',
  hidden: 'asleep',
};
const attentionOf = (session: XRSession): XrAttention => ATTENTION[session.visibilityState];
