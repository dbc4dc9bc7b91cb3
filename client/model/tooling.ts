import type { ObjectId } from '../../shared/ids.ts';
import type { Placement, Vec3 } from '../../shared/pose.ts';
import type { Aim, HeldObject, Intent, SessionObject } from '../../shared/session/index.ts';
import type { Ray, SurfaceHit } from './input.ts';

/** The meaning of a press. */
export type ToolChoice =
  | { readonly tool: 'select' }
  | { readonly tool: 'draw' }
  | { readonly tool: 'measure' }
  /** Shows the others where to look. */
  | { readonly tool: 'ping' }
  | {
      readonly tool: 'place';
      readonly kind: string;
      readonly asset?: string;
      /** Metres; the kind's or the bundled model's own where it is left out. */
      readonly size?: Vec3;
      /** The name of the placed object. */
      readonly name?: string;
    };

/** Whether a tool writes nothing, and so is for viewers, too. */
export const isForLooking = ({ tool }: ToolChoice): boolean =>
  tool === 'select' || tool === 'measure' || tool === 'ping';
/** Whether `choice` is what the next press does, whatever it carries beside. */
export const isChosen = (now: ToolChoice, choice: ToolChoice): boolean =>
  now.tool === 'place' && choice.tool === 'place'
    ? now.kind === choice.kind && now.asset === choice.asset
    : now.tool === choice.tool;

/**
 * Helps for placing well, each on or off: what is placed turns to its surface, stays upright, stands on a
 * grid (5 cm, 15 degrees), or brings its faces level with those of its neighbours.
 */
export const SNAP_NAMES = ['surface', 'upright', 'grid', 'faces'] as const;
export type SnapName = (typeof SNAP_NAMES)[number];

/** Ways of bringing what is selected into order. */
export type Arrangement =
  | {
      readonly arrange: 'align';
      readonly axis: 'x' | 'y' | 'z';
      readonly to: 'low' | 'middle' | 'high';
    }
  /** Equal gaps; takes three or more. */
  | { readonly arrange: 'distribute'; readonly axis: 'x' | 'y' | 'z' }
  /** The first one carries the others from now on. */
  | { readonly arrange: 'group' }
  | { readonly arrange: 'ungroup' };

/** How the screen's handles change the selection. */
export type GizmoMode = 'move' | 'rotate' | 'scale';

/** Where a ray meets an object; session space, metres. */
export interface ObjectHit {
  readonly id: ObjectId;
  readonly point: Vec3;
  readonly normal: Vec3;
  readonly distance: number;
}

/** The world, as far as tools may query it. */
export interface ToolWorld {
  readonly objects: ReadonlyMap<ObjectId, SessionObject>;
  readonly choice: ToolChoice;
  /** `#rrggbb` for the next object; undefined for its kind's own. */
  readonly color: string | undefined;
  readonly selection: ReadonlySet<ObjectId>;
  /** Every press adds to the selection or takes back from it, whatever its pointer says. */
  readonly several: boolean;
  /** Whether this person may change objects; who may not can still select and look. */
  readonly mayEdit: boolean;
  readonly snaps: ReadonlySet<SnapName>;
  pick(ray: Ray): ObjectHit | undefined;
}

/** The object that a confirm would place now, drawn as a ghost. */
export interface Preview {
  readonly kind: string;
  readonly asset: string | undefined;
  readonly name?: string | undefined;
  readonly color: string;
  readonly placement: Placement;
}

/** A line that is being drawn, in session space; `width` in metres. It is written when its pen is lifted. */
export interface DrawnLine {
  readonly pointer: string;
  readonly points: readonly Vec3[];
  readonly color: string;
  readonly width: number;
}

/** A tape between two points of session space. Only this device sees it. */
export interface Measure {
  readonly from: Vec3;
  readonly to: Vec3;
}

/** A ray or a reticle to draw for one pointer. */
export interface Cursor {
  readonly pointer: string;
  readonly from: Vec3;
  readonly to: Vec3;
  readonly style: 'idle' | 'object' | 'surface' | 'holding';
  readonly surface: SurfaceHit | undefined;
}

/** Intents that are written together; those of one gesture are one step of undo. */
export interface IntentBatch {
  readonly intents: readonly Intent[];
  readonly gesture: string | undefined;
}

/** The result of a frame of input. */
export interface ToolOutput {
  readonly batches: readonly IntentBatch[];
  /** The selection that the person made; undefined where it stays as it is. */
  readonly selection: ReadonlySet<ObjectId> | undefined;
  /** Objects in hands right now: shown here at once and sent as presence, not written. */
  readonly held: readonly HeldObject[];
  readonly preview: Preview | undefined;
  readonly cursors: readonly Cursor[];
  readonly lines: readonly DrawnLine[];
  readonly measure: Measure | undefined;
  /** Pointers to give a short tick to (a grab, a release, a confirm). */
  readonly ticks: readonly string[];
  /** Something in a hand has just come to where one of the helps holds it. */
  readonly hasSnapped: boolean;
  /** The aims of the hands, that of the hand that pressed last first. */
  readonly aims: readonly Aim[];
  /** Places that the others are asked to look at, session space. */
  readonly pings: readonly Vec3[];
}
