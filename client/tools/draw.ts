import { newObjectId } from '../../shared/ids.ts';
import { KINDS } from '../../shared/kinds/index.ts';
import { add, distance, dot, rotate, scaleBy, subtract, type Vec3 } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import { encodeStroke, STROKE_WIDTH_M } from '../../shared/stroke.ts';
import type { DrawnLine, InputFrame, Pointer, ToolWorld } from '../model/index.ts';

/** A point nearer than this (m) to the last one is not kept. */
const STEP_M = 0.003;
/** The tip of the pen stands this far (m) before the hand that holds it. */
const TIP_M = 0.05;
/** A screen's pointer that meets nothing draws on a pane of glass this far (m) from the eye. */
const GLASS_M = 1.5;
/** A line of more points is ended and goes on as a new one, so that a held button costs no more and more. */
const LONGEST_COUNT = 4_000;

/** One line under way, from the press to the release. */
interface Line {
  points: Vec3[];
  /** For pointers without a hand: the glass that the line is drawn on where there is no surface. */
  readonly glass: { readonly point: Vec3; readonly normal: Vec3 };
}

/** Freehand lines, one for each pointer that draws. Points are in session space. */
export class Drawing {
  readonly #lines = new Map<string, Line>();

  /** The pen's motion of this frame. Answers the line that it ended, ready to be written. */
  update(pointer: Pointer, head: InputFrame['head'], world: ToolWorld): Intent | undefined {
    const { id, select } = pointer;
    if (select === 'pressed') this.#lines.set(id, { points: [], glass: glassFor(pointer, head) });
    const line = this.#lines.get(id);
    if (!line) return undefined;
    if (select === 'cancelled') {
      this.#lines.delete(id);
      return undefined;
    }
    const tip = tipOf(pointer, line);
    const last = line.points.at(-1);
    if (tip?.every(Number.isFinite) && (!last || distance(last, tip) >= STEP_M)) line.points.push(tip);
    if (select === 'pressed' || select === 'held') {
      if (line.points.length < LONGEST_COUNT) return undefined;
      const ended = lineIntent(line.points, world);
      line.points = line.points.slice(-1);
      return ended;
    }
    this.#lines.delete(id);
    return lineIntent(line.points, world);
  }

  /** Ends every line of pointers other than these, as if the pen had been lifted where it was last seen. */
  endOthers(pointers: ReadonlySet<string>, world: ToolWorld): Intent[] {
    const ended: Intent[] = [];
    for (const [id, { points }] of [...this.#lines]) {
      if (pointers.has(id)) continue;
      this.#lines.delete(id);
      const intent = lineIntent(points, world);
      if (intent) ended.push(intent);
    }
    return ended;
  }

  lines(world: Pick<ToolWorld, 'color'>): DrawnLine[] {
    const color = world.color ?? KINDS.stroke.color;
    return [...this.#lines].map(([pointer, { points }]) => ({
      pointer,
      points,
      color,
      width: STROKE_WIDTH_M.normal,
    }));
  }
}

function glassFor({ ray }: Pointer, head: InputFrame['head']): Line['glass'] {
  const normal = rotate(head.rotation, [0, 0, 1]);
  return { point: add(ray.origin, scaleBy(ray.direction, GLASS_M)), normal };
}

function tipOf({ grip, ray, surface, kind }: Pointer, { glass }: Line): Vec3 | undefined {
  if (grip && kind !== 'transient') return add(grip.position, scaleBy(ray.direction, TIP_M));
  // Just above the surface, or half of the line would be inside of it.
  if (surface && surface.source !== 'air') {
    return add(surface.point, scaleBy(surface.normal, STROKE_WIDTH_M.normal / 2));
  }
  const rate = dot(ray.direction, glass.normal);
  if (Math.abs(rate) < 0.05) return undefined;
  const along = dot(subtract(glass.point, ray.origin), glass.normal) / rate;
  return along > 0 ? add(ray.origin, scaleBy(ray.direction, along)) : undefined;
}

function lineIntent(points: readonly Vec3[], world: ToolWorld): Intent | undefined {
  const stroke = encodeStroke(points);
  if (!stroke) return undefined;
  return {
    type: 'place-object',
    id: newObjectId(),
    kind: 'stroke',
    placement: { parent: null, position: stroke.center, rotation: [0, 0, 0, 1], scale: stroke.size },
    fields: {
      points: stroke.points,
      width: STROKE_WIDTH_M.normal,
      ...(world.color === undefined ? {} : { color: world.color }),
    },
  };
}
