import { effect, untracked } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import { bundledModel } from '../../../shared/kinds/index.ts';
import { type IntentBatch, isForLooking, type Model, type ToolWorld } from '../../model/index.ts';
import {
  createGizmo,
  createSceneView,
  type Gizmo,
  readBundled,
  type SceneView,
  type ScreenCamera,
  type Stage,
} from '../../scene/index.ts';
import { createTools, type Tools } from '../../tools/index.ts';
import type { LiveSession } from '../session/session.ts';
import { GizmoDrag } from './gizmo-drag.ts';
import { ownRoom } from './presence.ts';

/**
 * A session on the stage: what draws it, and the tools and handles that change it. Its owner calls `close`.
 */
export class StagedSession {
  readonly session: LiveSession;
  readonly view: SceneView;
  readonly tools: Tools = createTools();
  readonly gizmo: Gizmo;
  readonly drag: GizmoDrag;
  readonly #model: Model;
  readonly #stops: readonly (() => void)[];

  constructor(session: LiveSession, stage: Stage, camera: ScreenCamera, model: Model) {
    const { document, editing, open } = session;
    const view = createSceneView(stage, {
      renderer: stage.renderer,
      readAsset: async asset =>
        bundledModel(asset) ? readBundled(asset) : (await open.blobs.get(asset))?.arrayBuffer(),
    });
    const drag = new GizmoDrag(
      batch => editing.apply(batch),
      id => document.objects.has(id),
    );
    const gizmo = createGizmo(stage, view, {
      camera,
      change: event => drag.change(event, performance.now()),
    });
    this.session = session;
    this.view = view;
    this.drag = drag;
    this.gizmo = gizmo;
    this.#model = model;
    view.apply(document.snapshot());
    this.#stops = [
      document.subscribe(changes => {
        view.apply(changes);
        stage.redraw();
      }),
      effect(() => {
        const ids: ReadonlySet<ObjectId> = editing.selection.value;
        view.setSelection(ids);
        // Somebody deleted an object of the drag: the handles end it, and the rest stays where it was moved
        // to.
        if (drag.holdsDeleted) untracked(() => drag.letGo());
        gizmo.setSelection(ids);
        stage.redraw();
      }),
      effect(() => view.setPeers(open.peers.value, { here: ownRoom(model) })),
      effect(() => view.setPings(model.pings.value)),
      effect(() => view.setGhosts(open.refusals.ghosts.value)),
      effect(() => gizmo.setMode(model.gizmo.value)),
      effect(() => {
        // Read in any case: files that came late are to be shown whatever the link does.
        const isLate = open.blobs.arrivals.value > 0;
        if (open.link.value.state === 'live' || isLate) view.retryAssets();
      }),
      effect(() => {
        gizmo.enabled = open.permission.value === 'edit' && model.xr.value.state !== 'presenting';
      }),
    ];
    camera.frame(view.bounds());
  }

  get mayEdit(): boolean {
    return this.session.open.permission.peek() === 'edit';
  }

  /** The session as it is now, as far as the tools may know it. */
  get world(): ToolWorld {
    const { session, view, mayEdit } = this;
    const { choice, color, several, snaps } = this.#model;
    const chosen = choice.peek();
    return {
      objects: session.document.objects,
      choice: mayEdit || isForLooking(chosen) ? chosen : { tool: 'select' },
      color: color.peek(),
      selection: session.editing.selection.peek(),
      several: several.peek(),
      mayEdit,
      snaps: snaps.peek(),
      pick: ray => view.pick(ray),
    };
  }

  write(batches: readonly IntentBatch[]): void {
    for (const batch of batches) this.session.editing.apply(batch);
  }

  /** Ends what the tools have under way, as if the hands had let go here, and writes it. */
  cancelTools(): void {
    this.write(this.tools.cancel().batches);
  }

  /** Ends whatever hands and handles hold, as if they had let go here, and writes it. */
  releaseAll(): void {
    this.cancelTools();
    this.drag.letGo();
    this.gizmo.cancel();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.gizmo.dispose();
    this.view.dispose();
  }
}
