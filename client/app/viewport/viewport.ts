import { effect, untracked } from '@preact/signals-core';
import { fail, type Result } from '../../../shared/errors.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { bundledModel } from '../../../shared/kinds/index.ts';
import { transform, type Vec3 } from '../../../shared/pose.ts';
import type { Actions, InputFrame, Model, Picture, ToolOutput } from '../../model/index.ts';
import {
  createGizmo,
  createMarkers,
  createSceneView,
  createScreenCamera,
  createStage,
  type FrameInfo,
  readBundled,
  type SceneFile,
  type SceneFormat,
  type SceneView,
  takePicture,
} from '../../scene/index.ts';
import { createTools, type Tools } from '../../tools/index.ts';
import { createScreenInput, createXrRuntime, type XrRuntime } from '../../xr/index.ts';
import { type InspectedAsset, inspectAsset } from '../editing/inspect-asset.ts';
import { xrFeaturesWanted } from '../preferences.ts';
import type { LiveSession } from '../session/session.ts';
import type { AlignmentGuide } from '../space/alignment-guide.ts';
import type { StoredAlignments } from '../space/stored-alignments.ts';
import type { Eyes, FollowAndPing } from './follow-and-ping.ts';
import { followTheme } from './follow-theme.ts';
import { GizmoDrag } from './gizmo-drag.ts';
import { createHeadsetPanel } from './headset-panel.ts';
import { lookTarget } from './look-target.ts';
import { type Doing, heldBy, ownRoom, presenceOf, siteOf } from './presence.ts';
import type { SoundEffects } from './sound-effects.ts';
import { mayEdit, toolWorld, writeOut } from './tool-world.ts';

/**
 * What a person sees and touches: the stage, and the loop that turns input into intents and changes into
 * pixels.
 */
export interface Viewport {
  readonly xr: XrRuntime;
  /** Shows this session until the next call; undefined empties the stage. */
  show(session: LiveSession | undefined): void;
  frameAll(): void;
  picture(): Promise<Result<Picture>>;
  /** What can be seen, as a file. */
  save(format: SceneFormat): Promise<Result<SceneFile>>;
  /** Reads a GLB or a picture as the scene would; failures are `model/*` and `image/*`. */
  examine(bytes: ArrayBuffer): Promise<Result<InspectedAsset>>;
  /** Where an object's middle is on the page (CSS pixels); undefined where it is not in the picture. */
  onScreen(id: ObjectId): readonly [number, number] | undefined;
  /** A point of session space in the space of the headset or of the page's camera (m). */
  inRoom(point: Vec3): Vec3;
  /** Where the person is, what they point at, and a way to bring them elsewhere. */
  readonly eyes: Eyes;
  /**
   * Where the panel's button that says this is, in the headset's space (m); undefined where it cannot be
   * seen.
   */
  panelButton(label: string): Vec3 | undefined;
  frames(): number;
}

/** A session on the stage, and all that goes away with it. */
interface Shown {
  readonly session: LiveSession;
  readonly view: SceneView;
  readonly tools: Tools;
  readonly gizmo: ReturnType<typeof createGizmo>;
  readonly drag: GizmoDrag;
  readonly stop: () => void;
}

/** What else the viewport works with. */
export interface ViewportContext {
  readonly places: StoredAlignments;
  readonly room: AlignmentGuide;
  readonly sounding: SoundEffects;
  readonly together: FollowAndPing;
  /** Told in every frame how many models are drawn simpler than they are. */
  readonly onSimpler: (models: number) => void;
}

export function createViewport(
  canvas: HTMLCanvasElement,
  model: Model,
  actions: Actions,
  { places, room, sounding, together, onSimpler }: ViewportContext,
): Viewport {
  const stage = createStage(canvas);
  // Input first: it asks in the capture phase whether a press takes hold of something, before the camera
  // hears of it.
  const screen = createScreenInput(canvas, stage.camera, {
    content: stage.content,
    holds: ray => {
      const { tool } = model.choice.peek();
      // A pen draws wherever it is pressed; the camera must not turn under it.
      if (!shown || !mayEdit(shown.session)) return false;
      return tool === 'draw' || (tool === 'select' && shown.view.pick(ray) !== undefined);
    },
    onHold: isHolding => {
      camera.enabled = !isHolding;
    },
    isTaken: () => shown?.gizmo.busy === true,
  });
  const camera = createScreenCamera(stage, canvas, together.actions.stopFollowing);
  const { renderer, scene, content } = stage;
  const xr = createXrRuntime({
    renderer,
    scene,
    content,
    alignments: places,
    wishes: xrFeaturesWanted(model),
  });
  const markers = createMarkers(content);
  let shown: Shown | undefined;
  const panel = createHeadsetPanel({
    renderer,
    parent: content,
    model,
    actions,
    keyboard: () => xr.keyboard(),
    tick: id => xr.tick(id),
  });
  let latest: InputFrame | undefined;
  let pointed: Vec3 | undefined;

  const presenting = (): boolean => model.xr.peek().state === 'presenting';

  effect(() => {
    model.xr.value = xr.state.value;
    // A headset that was taken off draws no frames, which would tell the others.
    untracked(() => tell({ held: [] }, latest));
  });
  effect(() => {
    model.space.value = xr.space.value;
    model.grants.value = xr.grants.value;
  });
  effect(() => {
    const state = model.xr.value;
    const isPresenting = state.state === 'presenting';
    stage.setPassthrough(isPresenting && state.mode === 'immersive-ar');
    camera.enabled = !isPresenting;
    if (shown) shown.gizmo.enabled = !isPresenting && mayEdit(shown.session);
    if (!isPresenting) {
      letGo();
      panel.hide();
    } else if (!xr.showsOverlay()) {
      // A phone has its controls over the picture.
      panel.show();
    }
  });
  followTheme(theme => stage.setTheme(theme));

  function carryOut({ session }: Shown, out: ToolOutput): void {
    writeOut(session, out);
    for (const pointer of out.ticks) xr.tick(pointer);
    if (out.hasSnapped) sounding.snapped();
    for (const at of out.pings) together.look(at);
  }

  function letGo(): void {
    if (shown) carryOut(shown, shown.tools.cancel());
  }

  /**
   * Ends whatever hands and handles hold, as if they had let go here, and writes it: the page may not come
   * back.
   */
  function putDown(): void {
    letGo();
    shown?.drag.letGo();
    shown?.gizmo.cancel();
  }
  window.addEventListener('pagehide', putDown);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') putDown();
    // Nor do hidden pages.
    tell({ held: [] }, latest);
  });

  function tell(doing: Doing, input: InputFrame | undefined): void {
    shown?.session.setPresence(presenceOf(model, shown.session, input, doing, xr.aligner()?.word));
  }

  function readInput({ frame, time, dt }: FrameInfo): InputFrame | undefined {
    if (!presenting() || !frame) return screen.read(time);
    const input = xr.input(frame, time);
    return input && panel.update(input, dt);
  }

  function turn(info: FrameInfo): void {
    latest = readInput(info);
    camera.follow(together.view());
    if (!presenting()) camera.update(info.dt);
    together.seek(at => (presenting() ? undefined : camera.beyond(at)));
    if (!shown) return;
    const { session, view, tools, gizmo, drag } = shown;
    const theirs = heldBy(session.open.peers.peek());
    let doing: Doing = { held: drag.held };
    pointed = undefined;
    const picture = presenting() && latest ? room.update(latest, info.dt) : undefined;
    // Where nobody knows where things are, nothing is shown and nothing can be done to it.
    const isPlaced = !presenting() || model.space.peek().state === 'aligned';
    view.setShown(isPlaced || model.guide.peek().step === 'carry');
    markers.set(picture?.markers ?? []);
    if (latest && isPlaced && !picture) {
      const out = tools.update(latest, toolWorld(model, session, view));
      carryOut(shown, out);
      doing = { held: [...drag.held, ...out.held], aims: out.aims };
      pointed = out.aims[0]?.to ?? out.cursors.find(({ style }) => style === 'surface')?.to;
      const cursors = presenting() ? out.cursors : out.cursors.filter(({ style }) => style !== 'idle');
      view.setTools({ ...out, cursors });
    } else {
      letGo();
      view.setTools({ preview: undefined, cursors: picture?.cursors ?? [], lines: [], measure: undefined });
    }
    view.setLive(doing.held, theirs);
    const ping = together.own();
    tell(ping ? { ...doing, ping } : doing, isPlaced ? latest : undefined);
    view.update(info.dt, presenting() ? latest?.head : undefined);
    onSimpler(view.simpler);
    if (!presenting()) gizmo.sync();
  }

  function show(session: LiveSession | undefined): void {
    putDown();
    shown?.stop();
    shown = session && stageFor(session);
    onSimpler(0);
    xr.setSite(session && siteOf(session));
    stage.redraw();
  }

  function stageFor(session: LiveSession): Shown {
    const view = createSceneView(stage, {
      renderer: stage.renderer,
      readAsset: async asset =>
        bundledModel(asset) ? readBundled(asset) : (await session.open.blobs.get(asset))?.arrayBuffer(),
    });
    const drag = new GizmoDrag(
      batch => session.editing.apply(batch),
      id => session.document.objects.has(id),
    );
    const gizmo = createGizmo(stage, view, {
      camera,
      change: event => drag.change(event, performance.now()),
    });
    view.apply(session.document.snapshot());
    const undo = [
      session.document.subscribe(changes => {
        view.apply(changes);
        stage.redraw();
      }),
      effect(() => {
        const ids: ReadonlySet<ObjectId> = session.editing.selection.value;
        view.setSelection(ids);
        // Somebody deleted one of several: the handles end the drag, and the rest stays where it was moved
        // to.
        if (drag.holdsDeleted) untracked(() => drag.letGo());
        gizmo.setSelection(ids);
        stage.redraw();
      }),
      effect(() => view.setPeers(session.open.peers.value, { here: ownRoom(model) })),
      effect(() => view.setPings(model.pings.value)),
      effect(() => view.setGhosts(session.open.refusals.ghosts.value)),
      effect(() => gizmo.setMode(model.gizmo.value)),
      effect(() => {
        // Read whatever the link does: what came late is to be shown in any case.
        const isLate = session.open.blobs.arrivals.value > 0;
        if (session.open.link.value.state === 'live' || isLate) view.retryAssets();
      }),
      effect(() => {
        gizmo.enabled = session.open.permission.value === 'edit' && model.xr.value.state !== 'presenting';
      }),
    ];
    camera.frame(view.bounds());
    return {
      session,
      view,
      gizmo,
      drag,
      tools: createTools(),
      stop: () => {
        for (const each of undo) each();
        gizmo.dispose();
        view.dispose();
      },
    };
  }

  stage.onFrame(turn);
  stage.start();
  return {
    xr,
    show,
    picture: () => takePicture(stage),
    save: async format => shown?.view.save(format) ?? fail('scene/nothing-to-save'),
    examine: bytes => inspectAsset(bytes, renderer).finally(() => stage.redraw()),
    frameAll: () => camera.frame(shown?.view.bounds()),
    onScreen: id => {
      const seen = shown?.view.shown(id);
      return seen && camera.onScreen(seen.pose.position);
    },
    inRoom: point =>
      transform({ position: content.position.toArray(), rotation: content.quaternion.toArray() }, point),
    eyes: {
      head: () => latest?.head,
      pointed: () => pointed ?? (latest && shown && lookTarget(latest.head, shown.view)),
      goTo: view => camera.goTo(view),
    },
    panelButton: label => panel.buttonAt(label),
    frames: () => stage.frames,
  };
}
