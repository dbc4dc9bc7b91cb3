import { newObjectId, type ObjectId } from '../../shared/ids.ts';
import { kindOf } from '../../shared/kinds/index.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import type {
  InputFrame,
  IntentBatch,
  ObjectHit,
  Pointer,
  Press,
  ToolChoice,
  ToolOutput,
  ToolWorld,
} from '../model/index.ts';
import { aimFor, cursorFor } from './cursors.ts';
import type { Grab } from './grab.ts';
import { type GrabButton, Holdings } from './holdings.ts';
import { Pens } from './pens.ts';
import { placeIntent, previewFor } from './place.ts';
import { type GrabTarget, hasMoved, targetOf } from './reach.ts';
import { SnapFeedback } from './snap-feedback.ts';
import { tap } from './tap.ts';

/**
 * Turns frames of input into what a person means. One per open session; knows nothing but what it is given.
 */
export interface Tools {
  /** Once per frame, after panels have marked the pointers that they capture. */
  update(frame: InputFrame, world: ToolWorld): ToolOutput;
  /**
   * Ends everything that is under way, because the hands are gone (AR ended, tracking lost, headset taken
   * off). The output carries the final intents of what was held, so that nothing is lost; write them like
   * those of any frame.
   */
  cancel(): ToolOutput;
}

/** A select that has not become a grab: what it started on, and with which tool. */
interface Started {
  readonly tool: ToolChoice['tool'];
  readonly pointer: Pointer;
  readonly target: GrabTarget | undefined;
}

/** Output that one frame gathers on its way through the pointers. */
interface Gathered {
  readonly batches: IntentBatch[];
  readonly ticks: Set<string>;
  hasSnapped: boolean;
  readonly pings: Vec3[];
  selection: ReadonlySet<ObjectId> | undefined;
}

type Hits = ReadonlyMap<string, ObjectHit | undefined>;

const isDown = (press: Press): boolean => press === 'pressed' || press === 'held';
/** Longer gaps (ms) are a pause, not a motion. */
const LONGEST_FRAME_MS = 100;

const nothing = (): Gathered => ({
  batches: [],
  ticks: new Set(),
  pings: [],
  hasSnapped: false,
  selection: undefined,
});

function write(intents: readonly Intent[], out: Gathered): void {
  if (intents.length > 0) out.batches.push({ intents, gesture: undefined });
}

class HandTools implements Tools {
  readonly #started = new Map<string, Started>();
  readonly #holdings = new Holdings();
  readonly #hovered = new Map<string, ObjectId>();
  readonly #pens = new Pens();
  /** Of each grab, and of what is about to be placed. */
  readonly #snaps = new SnapFeedback<Grab | 'preview'>();
  /** The pointer that pressed last. */
  #aim: string | undefined;
  /** When the last frame was (ms). */
  #last: number | undefined;
  /** As it was in the last frame: what is under way ends in it. */
  #latest: ToolWorld | undefined;

  update(frame: InputFrame, world: ToolWorld): ToolOutput {
    const out = nothing();
    this.#latest = world;
    const dt =
      this.#last === undefined ? 0 : Math.min(LONGEST_FRAME_MS, Math.max(0, frame.time - this.#last));
    this.#last = frame.time;
    const pointers = new Map(frame.pointers.map(pointer => [pointer.id, pointer]));

    this.#holdings.dropGone(world);
    for (const grab of this.#holdings.grabs) grab.move(pointers, dt, world);
    for (const grab of this.#holdings.grabs) this.#feel(grab, grab.snappedBy, grab.pointers, out);
    this.#forgetGone(pointers, world, out);
    write(this.#pens.settle(new Set(pointers.keys()), world), out);
    const hits = this.#readPointers(frame, world, out);
    for (const grab of this.#holdings.grabs) {
      const batch = grab.checkpoint(frame.time);
      if (batch) out.batches.push(batch);
    }
    const placing = this.#placing(frame, hits, world, out);
    const cursors = frame.pointers
      .filter(each => !each.captured || this.#holdings.has(each.id))
      .map(each =>
        cursorFor(each, hits.get(each.id), this.#holdings.grabOf(each.id)?.pointOf(each.id), world),
      );
    return {
      batches: out.batches,
      selection: out.selection,
      held: [...this.#holdings.grabs].flatMap(grab => grab.held),
      preview: placing?.preview,
      cursors,
      aims: [...cursors]
        .sort((a, b) => Number(b.pointer === this.#aim) - Number(a.pointer === this.#aim))
        .flatMap(
          cursor =>
            aimFor(cursor, pointers.get(cursor.pointer), hits.get(cursor.pointer), world.choice) ?? [],
        ),
      pings: out.pings,
      lines: this.#pens.lines(world),
      measure: this.#pens.measure,
      ticks: [...out.ticks],
      hasSnapped: out.hasSnapped,
    };
  }

  cancel(): ToolOutput {
    const out = nothing();
    out.batches.push(...this.#holdings.releaseAll());
    if (this.#latest) write(this.#pens.settle(new Set(), this.#latest), out);
    this.#started.clear();
    this.#hovered.clear();
    this.#aim = undefined;
    this.#last = undefined;
    return {
      batches: out.batches,
      selection: undefined,
      held: [],
      preview: undefined,
      cursors: [],
      lines: [],
      measure: undefined,
      ticks: [],
      hasSnapped: false,
      aims: [],
      pings: [],
    };
  }

  /** Presses, releases and hovering of all pointers. Returns what those that hold nothing point at. */
  #readPointers(frame: InputFrame, world: ToolWorld, out: Gathered): Hits {
    const hits = new Map<string, ObjectHit | undefined>();
    for (const pointer of frame.pointers) {
      const button = this.#holdings.buttonOf(pointer.id);
      if (button) {
        if (!isDown(pointer[button])) this.#release(pointer.id, world, out);
        continue;
      }
      if (pointer.select === 'pressed') this.#aim = pointer.id;
      if (pointer.captured) {
        this.#started.delete(pointer.id);
        this.#hovered.delete(pointer.id);
        continue;
      }
      const hit = world.pick(pointer.ray);
      hits.set(pointer.id, hit);
      const used = this.#pens.use(pointer, hit, frame, world);
      if (used) {
        if (used.line) write([used.line], out);
        if (used.tick) out.ticks.add(pointer.id);
        continue;
      }
      this.#listen(pointer, hit, frame, world, out);
      const locked = hit && world.objects.get(hit.id)?.locked !== undefined;
      this.#hover(pointer, locked ? undefined : hit?.id, out);
    }
    return hits;
  }

  /** Presses and releases of one pointer that holds nothing. */
  #listen(
    pointer: Pointer,
    hit: ObjectHit | undefined,
    frame: InputFrame,
    world: ToolWorld,
    out: Gathered,
  ): void {
    const { id } = pointer;
    if (pointer.squeeze === 'pressed') {
      const target = targetOf(pointer, hit, world);
      if (target && this.#take(pointer, target, 'squeeze', world, frame.time, out)) return;
    }
    if (pointer.select === 'pressed') {
      const tool = world.choice.tool;
      const target = tool === 'select' ? targetOf(pointer, hit, world) : undefined;
      this.#started.set(id, { tool, pointer, target });
      if (target && this.#holdings.holderOf(target.id, world))
        this.#take(pointer, target, 'select', world, frame.time, out);
      return;
    }
    const press = this.#started.get(id);
    if (!press) return;
    if (pointer.select === 'held') {
      const { target } = press;
      // From where it was pressed, so that what was pointed at stays under the pointer.
      if (target && hasMoved(press.pointer, pointer))
        this.#take(press.pointer, target, 'select', world, frame.time, out);
      return;
    }
    this.#started.delete(id);
    if (pointer.select === 'released') this.#tapped(press, pointer, hit, frame, world, out);
  }

  /** A press that ended where it began. */
  #tapped(
    press: Started,
    pointer: Pointer,
    hit: ObjectHit | undefined,
    frame: InputFrame,
    world: ToolWorld,
    out: Gathered,
  ): void {
    if (press.tool === 'select') {
      out.selection = tap(press.target?.id, pointer.extend || world.several, world) ?? out.selection;
      return;
    }
    if (press.tool === 'ping') {
      out.pings.push(cursorFor(pointer, hit, undefined, world).to);
      out.ticks.add(pointer.id);
    }
    if (world.choice.tool !== 'place') return;
    const preview = previewFor(pointer, hit, frame.head, world.choice, world)?.preview;
    if (!preview) return;
    const placed = newObjectId();
    write([placeIntent(placed, preview, world)], out);
    // An object that takes text is selected, so that the next thing to do is to write.
    if (kindOf(preview.kind)?.fields.includes('text')) out.selection = new Set([placed]);
    out.ticks.add(pointer.id);
  }

  /**
   * Returns what the next press would place. The hand that pressed last shows where the next thing goes;
   * while it is busy elsewhere, the other one does not step in.
   */
  #placing(frame: InputFrame, hits: Hits, world: ToolWorld, out: Gathered): ReturnType<typeof previewFor> {
    const aiming =
      frame.pointers.find(each => each.id === this.#aim) ??
      frame.pointers.find(each => each.hand === 'right') ??
      frame.pointers[0];
    const { choice } = world;
    const isFree = aiming && !aiming.captured && !this.#holdings.has(aiming.id);
    const placing =
      choice.tool === 'place' && isFree
        ? previewFor(aiming, hits.get(aiming.id), frame.head, choice, world)
        : undefined;
    if (placing && aiming) this.#feel('preview', placing.by, [aiming.id], out);
    this.#snaps.keepOnly(new Set([...this.#holdings.grabs, ...(placing ? (['preview'] as const) : [])]));
    return placing;
  }

  #take(
    pointer: Pointer,
    target: GrabTarget,
    button: GrabButton,
    world: ToolWorld,
    time: number,
    out: Gathered,
  ): boolean {
    if (!this.#holdings.take(pointer, target, button, world, time)) return false;
    this.#started.delete(pointer.id);
    out.ticks.add(pointer.id);
    return true;
  }

  #release(pointer: string, world: ToolWorld, out: Gathered): void {
    const final = this.#holdings.release(pointer, world);
    if (!final) return;
    out.batches.push(final);
    out.ticks.add(pointer);
  }

  #feel(key: Grab | 'preview', by: string, pointers: readonly string[], out: Gathered): void {
    // A preview is first seen where the snaps have it already: nothing has caught.
    const isNew = key === 'preview' && !this.#snaps.knows(key);
    if (!this.#snaps.hasCaught(key, by) || isNew) return;
    out.hasSnapped = true;
    for (const id of pointers) out.ticks.add(id);
  }

  #hover(pointer: Pointer, id: ObjectId | undefined, out: Gathered): void {
    if (this.#hovered.get(pointer.id) === id) return;
    if (id === undefined) {
      this.#hovered.delete(pointer.id);
    } else {
      this.#hovered.set(pointer.id, id);
      if (pointer.kind !== 'screen') out.ticks.add(pointer.id);
    }
  }

  #forgetGone(pointers: ReadonlyMap<string, Pointer>, world: ToolWorld, out: Gathered): void {
    for (const id of [...this.#started.keys()]) if (!pointers.has(id)) this.#started.delete(id);
    for (const id of [...this.#hovered.keys()]) if (!pointers.has(id)) this.#hovered.delete(id);
    for (const id of this.#holdings.without(pointers)) this.#release(id, world, out);
  }
}

export const createTools = (): Tools => new HandTools();
