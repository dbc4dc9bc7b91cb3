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
import { Grab, grabbed } from './grab.ts';
import { Pens } from './pens.ts';
import { placeIntent, previewFor } from './place.ts';
import { hasMoved, type Target, targetOf } from './reach.ts';
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
  readonly target: Target | undefined;
}

/** A pointer's hand is closed around something by one of its two buttons. */
interface Holding {
  readonly button: 'select' | 'squeeze';
  readonly grab: Grab;
}

/** What one frame gathers. */
interface Gathered {
  readonly batches: IntentBatch[];
  readonly ticks: Set<string>;
  hasSnapped: boolean;
  readonly pings: Vec3[];
  selection: ReadonlySet<ObjectId> | undefined;
}

const isDown = (press: Press): boolean => press === 'pressed' || press === 'held';
/** Longer gaps (ms) are a pause, not a motion. */
const LONGEST_FRAME_MS = 100;

export function createTools(): Tools {
  const started = new Map<string, Started>();
  const holdings = new Map<string, Holding>();
  const hovered = new Map<string, ObjectId>();
  const pens = new Pens();
  /** Of each grab, and of what is about to be placed. */
  const felt = new SnapFeedback<Grab | 'preview'>();
  let aim: string | undefined;
  let last: number | undefined;
  /** As it was in the last frame: what is under way ends in it. */
  let latest: ToolWorld | undefined;

  const grabs = (): ReadonlySet<Grab> => new Set([...holdings.values()].map(each => each.grab));
  const gather = (): Gathered => ({
    batches: [],
    ticks: new Set(),
    pings: [],
    hasSnapped: false,
    selection: undefined,
  });
  const write = (intents: readonly Intent[], out: Gathered): void => {
    if (intents.length > 0) out.batches.push({ intents, gesture: undefined });
  };
  const drop = (grab: Grab): void => {
    for (const [id, holding] of holdings) if (holding.grab === grab) holdings.delete(id);
  };

  /**
   * Whoever holds it. What is selected with its first is in the hand that holds that, though it only follows.
   */
  const holderOf = (id: ObjectId, world: ToolWorld): Grab | undefined =>
    [...grabs()].find(grab => grab.ids.includes(id) || (world.selection.has(id) && grab.follows(id)));

  function take(
    pointer: Pointer,
    target: Target,
    button: Holding['button'],
    world: ToolWorld,
    time: number,
    out: Gathered,
  ): boolean {
    const running = [...grabs()];
    const joined = holderOf(target.id, world);
    const taken = new Set(running.flatMap(grab => (grab === joined ? [] : grab.ids)));
    const free = joined ? [] : grabbed(target.id, world).filter(object => !taken.has(object.id));
    if (!joined && !free.some(object => object.id === target.id)) return false;
    if (joined && joined.pointers.length >= 2) return false;
    const grab = joined ?? new Grab(newObjectId(), free, time);
    grab.join({ pointer, point: target.point, near: target.near }, world, taken);
    holdings.set(pointer.id, { button, grab });
    started.delete(pointer.id);
    out.ticks.add(pointer.id);
    return true;
  }

  function letGo(id: string, holding: Holding, world: ToolWorld, out: Gathered): void {
    holdings.delete(id);
    if (!holding.grab.release(id, world)) return;
    out.batches.push(holding.grab.final());
    out.ticks.add(id);
  }

  /** Presses and releases of one pointer that holds nothing. */
  function listen(
    pointer: Pointer,
    hit: ObjectHit | undefined,
    frame: InputFrame,
    world: ToolWorld,
    out: Gathered,
  ): void {
    const { id } = pointer;
    if (pointer.squeeze === 'pressed') {
      const target = targetOf(pointer, hit, world);
      if (target && take(pointer, target, 'squeeze', world, frame.time, out)) return;
    }
    if (pointer.select === 'pressed') {
      const tool = world.choice.tool;
      const target = tool === 'select' ? targetOf(pointer, hit, world) : undefined;
      started.set(id, { tool, pointer, target });
      if (target && holderOf(target.id, world)) take(pointer, target, 'select', world, frame.time, out);
      return;
    }
    const press = started.get(id);
    if (!press) return;
    if (pointer.select === 'held') {
      const { target } = press;
      if (target && hasMoved(press.pointer, pointer)) {
        // From where it was pressed, so that what was pointed at stays under the pointer.
        take(press.pointer, target, 'select', world, frame.time, out);
      }
      return;
    }
    started.delete(id);
    if (pointer.select !== 'released') return;
    if (press.tool === 'select') {
      out.selection = tap(press.target?.id, pointer.extend || world.several, world) ?? out.selection;
      return;
    }
    if (press.tool === 'ping') {
      out.pings.push(cursorFor(pointer, hit, undefined, world).to);
      out.ticks.add(id);
    }
    if (world.choice.tool !== 'place') return;
    const preview = previewFor(pointer, hit, frame.head, world.choice, world)?.preview;
    if (!preview) return;
    const placed = newObjectId();
    out.batches.push({ intents: [placeIntent(placed, preview, world)], gesture: undefined });
    // What is to be written on is selected, so that the next thing to do is to write.
    if (kindOf(preview.kind)?.fields.includes('text')) out.selection = new Set([placed]);
    out.ticks.add(id);
  }

  function feel(key: Grab | 'preview', by: string, pointers: readonly string[], out: Gathered): void {
    // What is about to be placed is first seen where the helps have it already: nothing has caught.
    const isNew = key === 'preview' && !felt.knows(key);
    if (!felt.hasCaught(key, by) || isNew) return;
    out.hasSnapped = true;
    for (const id of pointers) out.ticks.add(id);
  }

  function hover(pointer: Pointer, id: ObjectId | undefined, out: Gathered): void {
    if (hovered.get(pointer.id) === id) return;
    if (id === undefined) {
      hovered.delete(pointer.id);
    } else {
      hovered.set(pointer.id, id);
      if (pointer.kind !== 'screen') out.ticks.add(pointer.id);
    }
  }

  function forgetGone(pointers: ReadonlyMap<string, Pointer>, world: ToolWorld, out: Gathered): void {
    for (const id of [...started.keys()]) if (!pointers.has(id)) started.delete(id);
    for (const id of [...hovered.keys()]) if (!pointers.has(id)) hovered.delete(id);
    for (const [id, holding] of [...holdings]) if (!pointers.has(id)) letGo(id, holding, world, out);
  }

  function update(frame: InputFrame, world: ToolWorld): ToolOutput {
    const out = gather();
    latest = world;
    const dt = last === undefined ? 0 : Math.min(LONGEST_FRAME_MS, Math.max(0, frame.time - last));
    last = frame.time;
    const pointers = new Map(frame.pointers.map(pointer => [pointer.id, pointer]));

    for (const grab of grabs()) if (!grab.keepOnly(world)) drop(grab);
    for (const grab of grabs()) grab.move(pointers, dt, world);
    for (const grab of grabs()) feel(grab, grab.snappedBy, grab.pointers, out);
    forgetGone(pointers, world, out);
    write(pens.settle(new Set(pointers.keys()), world), out);

    const hits = new Map<string, ObjectHit | undefined>();
    for (const pointer of frame.pointers) {
      const holding = holdings.get(pointer.id);
      if (holding) {
        if (!isDown(pointer[holding.button])) letGo(pointer.id, holding, world, out);
        continue;
      }
      if (pointer.select === 'pressed') aim = pointer.id;
      if (pointer.captured) {
        started.delete(pointer.id);
        hovered.delete(pointer.id);
        continue;
      }
      const hit = world.pick(pointer.ray);
      hits.set(pointer.id, hit);
      const used = pens.use(pointer, hit, frame, world);
      if (used) {
        if (used.line) write([used.line], out);
        if (used.tick) out.ticks.add(pointer.id);
        continue;
      }
      listen(pointer, hit, frame, world, out);
      const locked = hit && world.objects.get(hit.id)?.locked !== undefined;
      hover(pointer, locked ? undefined : hit?.id, out);
    }
    for (const grab of grabs()) {
      const batch = grab.checkpoint(frame.time);
      if (batch) out.batches.push(batch);
    }

    // The hand that pressed last shows where the next thing goes; while it is busy elsewhere, the other one
    // does not step in.
    const aiming =
      frame.pointers.find(each => each.id === aim) ??
      frame.pointers.find(each => each.hand === 'right') ??
      frame.pointers[0];
    const isFree = aiming && !aiming.captured && !holdings.has(aiming.id);
    const { choice } = world;
    const placing =
      choice.tool === 'place' && isFree
        ? previewFor(aiming, hits.get(aiming.id), frame.head, choice, world)
        : undefined;
    if (placing && aiming) feel('preview', placing.by, [aiming.id], out);
    felt.keepOnly(new Set([...grabs(), ...(placing ? (['preview'] as const) : [])]));
    const cursors = frame.pointers
      .filter(each => !each.captured || holdings.has(each.id))
      .map(each => {
        const holding = holdings.get(each.id)?.grab.pointOf(each.id);
        return cursorFor(each, hits.get(each.id), holding, world);
      });
    return {
      batches: out.batches,
      selection: out.selection,
      held: [...grabs()].flatMap(grab => grab.held),
      preview: placing?.preview,
      cursors,
      aims: [...cursors]
        .sort((a, b) => Number(b.pointer === aim) - Number(a.pointer === aim))
        .flatMap(
          cursor => aimFor(cursor, pointers.get(cursor.pointer), hits.get(cursor.pointer), choice) ?? [],
        ),
      pings: out.pings,
      lines: pens.lines(world),
      measure: pens.measure,
      ticks: [...out.ticks],
      hasSnapped: out.hasSnapped,
    };
  }

  function cancel(): ToolOutput {
    const out = gather();
    for (const grab of grabs()) out.batches.push(grab.final());
    if (latest) write(pens.settle(new Set(), latest), out);
    started.clear();
    holdings.clear();
    hovered.clear();
    aim = undefined;
    last = undefined;
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

  return { update, cancel };
}
