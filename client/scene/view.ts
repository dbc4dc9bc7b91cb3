import { fail, type Result } from '../../shared/errors.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { kindOf } from '../../shared/kinds/index.ts';
import { compose, invert, type Placement, type Pose, type Vec3 } from '../../shared/pose.ts';
import type { Change, HeldObject, SessionObject } from '../../shared/session/index.ts';
import type { ObjectHit, Peer, Ray, SeenPing } from '../model/index.ts';
import { TOKENS } from '../model/index.ts';
import { Assets, readBundled } from './assets/assets.ts';
import { faceViewer } from './cards/facing.ts';
import { fontsReady } from './cards/fonts.ts';
import { createCardPainter } from './cards/paint.ts';
import { boundsOf, Drawn, partsKey } from './drawn.ts';
import type { SceneFile, SceneFormat } from './exports/format.ts';
import { Kit } from './instancing/kit.ts';
import { outlineFor } from './instancing/outline.ts';
import { drawingOf } from './kinds/index.ts';
import type { SceneCounts, SceneOptions } from './options.ts';
import { Overlay, type Shown } from './overlay/overlay.ts';
import { People } from './people/people.ts';
import { type Facing, hitDrawn, SphereIndex } from './pick.ts';
import type { Theme } from './stage/backdrop.ts';
import type { Bounds } from './stage/screen-camera.ts';
import { Shadows } from './stage/shadows.ts';
import type { Stage } from './stage/stage.ts';
import { emphasisOf, type PeerHold, World } from './world.ts';

type Place = Pick<
  Stage,
  'content' | 'camera' | 'sight' | 'theme' | 'passthrough' | 'presenting' | 'redraw' | 'onRestored'
>;

/**
 * The session as something to look at and to point at. Everything it draws is under the stage's `content`,
 * in session space. Whoever made it calls `dispose`.
 */
export class SceneView {
  readonly #stage: Place;
  readonly #world = new World();
  readonly #kit: Kit;
  readonly #drawn = new Map<ObjectId, Drawn>();
  readonly #spheres = new SphereIndex();
  readonly #shadows: Shadows;
  readonly #overlay: Overlay;
  readonly #people: People;
  readonly #waiting = new Map<string, Set<ObjectId>>();
  readonly #stopRestored: () => void;
  #selection: ReadonlySet<ObjectId> = new Set();
  #facing: Facing = { eye: [0, 1.6, 2], sides: undefined };
  #theme: Theme | undefined;
  #disposed = false;

  constructor(stage: Place, options: SceneOptions = {}) {
    this.#stage = stage;
    this.#kit = new Kit(
      options.painter ?? createCardPainter(),
      new Assets({
        read: options.readAsset ?? readBundled,
        onLoad: this.#onAsset,
        renderer: options.renderer,
      }),
    );
    this.#shadows = new Shadows();
    this.#overlay = new Overlay(this.#kit);
    this.#people = new People(this.#kit.cards);
    stage.content.add(this.#kit.object, this.#shadows.object, this.#overlay.object, this.#people.object);
    this.#stopRestored = stage.onRestored(() => this.#kit.cards.upload());
    void this.#repaintWithFont();
    this.#applyTheme();
  }

  /** How many models are drawn with fewer triangles than they have, so that a headset stays smooth. */
  get simpler(): number {
    return this.#kit.detail.simpler;
  }

  get counts(): SceneCounts {
    return {
      objects: this.#world.size,
      drawn: this.#drawn.size,
      instances: this.#kit.full.count + this.#kit.faint.count,
      pictures: this.#kit.cards.pictures,
      waiting: [...this.#waiting.values()].reduce((sum, ids) => sum + ids.size, 0),
    };
  }

  /** Follows the document. A listener that starts late gives the document's snapshot first. */
  apply(changes: readonly Change[]): void {
    this.#world.apply(changes);
    this.#refresh();
  }

  /**
   * Objects in somebody's hands: shown where the hands are, not where the document says. `mine` exactly,
   * `theirs` (what peers hold, by presence) smoothly. Each call replaces the last.
   */
  setLive(mine: readonly HeldObject[], theirs: readonly PeerHold[] = []): void {
    this.#world.setLive(mine, theirs);
    this.#refresh();
  }

  /** The nearest object along `ray` (session space). */
  pick(ray: Ray): ObjectHit | undefined {
    let best: ObjectHit | undefined;
    for (const { id, enters } of this.#spheres.along(ray)) {
      if (best && enters > best.distance) break;
      const drawn = this.#drawn.get(id);
      const hit = drawn && hitDrawn(drawn, ray, this.#facing);
      if (hit && (!best || hit.distance < best.distance)) best = { id, ...hit };
    }
    return best;
  }

  setSelection(ids: ReadonlySet<ObjectId>): void {
    const before = this.#selection;
    this.#selection = new Set(ids);
    for (const id of new Set([...before, ...ids])) if (before.has(id) !== ids.has(id)) this.#draw(id);
    this.#stage.redraw();
  }

  /** Replaces what the tools show. */
  setTools(shown: Shown): void {
    if (this.#overlay.set(shown, this.#facing.eye, this.#tokens.accent)) this.#stage.redraw();
  }

  /** Objects as edits that the relay did not take would have them, beside what the document has. */
  setGhosts(objects: readonly SessionObject[]): void {
    this.#overlay.ghosts.set(objects);
    this.#stage.redraw();
  }

  /** Whether anything of the session is to be seen; what tools show is all the same. */
  setShown(isShown: boolean): void {
    if (this.#people.object.visible === isShown) return;
    for (const { object } of [this.#kit, this.#shadows, this.#people]) object.visible = isShown;
    this.#stage.redraw();
  }

  /**
   * Everybody who is connected; `me` (this device's own `client`) is left out. Who is aligned to the frame
   * `here` is in the viewer's own room, and seen without being drawn.
   */
  setPeers(peers: readonly Peer[], { me, here }: { me?: number; here?: ObjectId | undefined } = {}): void {
    const others = peers.filter(peer => peer.client !== me);
    this.#people.set(others, here);
    this.#stage.redraw();
  }

  /** Places that everybody is asked to look at. Each call replaces the last. */
  setPings(pings: readonly SeenPing[]): void {
    this.#people.setPings(pings);
    this.#stage.redraw();
  }

  /** The box around everything that can be seen; undefined where there is nothing. */
  bounds(): Bounds | undefined {
    return boundsOf([...this.#drawn.values()].flatMap(({ look }) => look ?? []));
  }

  get objects(): ReadonlyMap<ObjectId, SessionObject> {
    return this.#world.objects;
  }

  object(id: ObjectId): SessionObject | undefined {
    return this.#world.object(id);
  }

  /** Where an object is shown right now, in session space; undefined where it is not shown. */
  shown(id: ObjectId): { readonly pose: Pose; readonly size: Vec3 } | undefined {
    const seen = this.#world.see(id);
    return seen && { pose: seen.pose, size: seen.size };
  }

  /** `pose` (session space) and `size` as a placement of `object`, its parent unchanged. */
  placementFor(object: SessionObject, pose: Pose, size: Vec3): Placement {
    const parent = compose(object.pose, invert(object.placement));
    return { parent: object.placement.parent, ...compose(invert(parent), pose), scale: size };
  }

  /**
   * All that can be seen, as a file; what hands hold is where the hands are. Failures:
   * `scene/nothing-to-save`, `scene/file-too-large`, `scene/file-failed`.
   */
  async save(format: SceneFormat): Promise<Result<SceneFile>> {
    const shown = [...this.#drawn.keys()].flatMap(id => this.#world.see(id) ?? []);
    try {
      const { writeScene } = await import('./exports/write.ts');
      return await writeScene(this.#kit, shown, format);
    } catch (error) {
      return fail('scene/file-failed', error instanceof Error ? error.message : undefined, error);
    }
  }

  /** Once per frame, before drawing. `dt` in ms; `head`: of who wears a headset, session space. */
  update(dt: number, head?: Pose): void {
    this.#facing = faceViewer(this.#stage, this.#kit.cards.uniforms);
    if (this.#theme !== this.#stage.theme) this.#applyTheme();
    this.#shadows.setFloor(!this.#stage.passthrough);
    this.#shadows.flush();
    this.#world.update(dt);
    this.#refresh();
    const isNew = this.#kit.detail.update(dt);
    if (this.#people.update(dt, this.#facing.eye, head, this.#stage.sight) || isNew) this.#stage.redraw();
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopRestored();
    for (const each of [this.#overlay, this.#people, this.#shadows]) each.dispose();
    for (const drawn of this.#drawn.values()) drawn.remove();
    this.#drawn.clear();
    this.#kit.dispose();
  }

  get #tokens(): (typeof TOKENS)[Theme] {
    return TOKENS[this.#stage.theme];
  }

  #refresh(): void {
    const changed = this.#world.take();
    if (changed.size === 0) return;
    for (const id of changed) this.#draw(id);
    this.#shadows.flush();
    this.#stage.redraw();
  }

  #draw(id: ObjectId): void {
    const seen = this.#world.see(id);
    let drawn = this.#drawn.get(id);
    if (!seen) {
      drawn?.remove();
      this.#drawn.delete(id);
      this.#spheres.delete(id);
      this.#shadows.delete(id);
      return;
    }
    const { object, pose, size } = seen;
    const drawing = drawingOf(object.kind);
    const parts = drawing.parts(object, size);
    if (drawn?.key !== partsKey(parts, this.#kit)) {
      drawn?.remove();
      drawn = new Drawn(this.#kit, parts);
      this.#drawn.set(id, drawn);
    }
    const emphasis = emphasisOf(seen, this.#selection.has(id));
    const { waiting, accent, text } = this.#tokens;
    const color = object.color ?? kindOf(object.kind)?.color;
    const mine = emphasis === 'locked' ? waiting : accent;
    const outline = outlineFor(color, [seen.holder?.who === 'peer' ? seen.holder.color : mine, text]);
    drawn.place({ pose, size, emphasis, outline });
    this.#spheres.set(id, pose.position, drawn.radius);
    this.#shadows.set(id, pose, size, drawing.shadow);
    for (const part of parts) {
      if (part.part !== 'model' || part.asset === undefined || this.#kit.assets.get(part.asset)) continue;
      this.#waiting.set(part.asset, (this.#waiting.get(part.asset) ?? new Set()).add(id));
    }
  }

  /** Bytes may have come that were not there: asks again for what is still a placeholder. */
  retryAssets(): void {
    this.#kit.assets.retry();
  }

  readonly #onAsset = (asset: string): void => {
    if (this.#disposed) return;
    const ids = this.#waiting.get(asset) ?? new Set();
    this.#waiting.delete(asset);
    for (const id of ids) this.#draw(id);
    this.#overlay.refresh();
    this.#stage.redraw();
  };

  #applyTheme(): void {
    this.#theme = this.#stage.theme;
    this.#kit.cards.uniforms.accent.value.set(this.#tokens.accent);
    this.#kit.cards.uniforms.locked.value.set(this.#tokens.waiting);
    this.#shadows.setTheme(this.#stage.theme);
    for (const id of this.#selection) this.#draw(id);
    this.#overlay.ghosts.setTone(this.#tokens.loss);
  }

  /** Text is painted at once in whatever font there is, and again when the app's own has arrived. */
  async #repaintWithFont(): Promise<void> {
    if (!(await fontsReady()) || this.#disposed) return;
    this.#kit.cards.repaint();
    this.#stage.redraw();
  }
}

export const createSceneView = (stage: Place, options?: SceneOptions): SceneView =>
  new SceneView(stage, options);
