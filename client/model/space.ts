import type { AppError } from '../../shared/errors.ts';
import type { Frame } from '../../shared/frame.ts';
import type { ObjectId, SessionId } from '../../shared/ids.ts';
import type { Alignment, Vec3 } from '../../shared/pose.ts';
import type { SharedPlace } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';

/**
 * How an alignment was found: by touching reference points, by putting the session down by hand, by the word
 * of a headset in the same room; `start` is wherever AR began.
 */
export type AlignedBy = 'start' | 'touch' | 'hand' | 'shared';

/**
 * Where somebody else says that the session stands, in a space that their headset shares with those around
 * it.
 */
export interface Told extends SharedPlace {
  /** Their connection. */
  readonly client: number;
  /** The frame that they are aligned to. */
  readonly frame: ObjectId;
}

/** How good an alignment is, and what keeps it. */
export interface AlignmentQuality {
  readonly by: AlignedBy;
  /**
   * How far (m, root mean square) touched points are from the frame's; undefined where nothing was compared.
   */
  readonly rms: number | undefined;
  /** When it was found. */
  readonly at: DeviceTime;
}

/**
 * Where this device left a session in a room. Device scope: never synced, as an anchor's handle means nothing
 * elsewhere.
 */
export interface StoredAlignment extends AlignmentQuality {
  /** The frame of a session; undefined for the device's own place, where sessions without frames are. */
  readonly of: { readonly session: SessionId; readonly frame: ObjectId } | undefined;
  /** The name that a person knows it by: the session's and the frame's. */
  readonly label: string;
  /** From session space to the device's local-floor space, as last seen. */
  readonly alignment: Alignment;
  /**
   * Where the frame's points were in session space when it was found by them; undefined where it was not, or
   * nobody wrote it down.
   */
  readonly points: readonly Vec3[] | undefined;
  /** The persistent anchor that keeps it: its handle, and where it stands in session space. */
  readonly anchor: { readonly handle: string; readonly at: Alignment } | undefined;
  /** When it was last entered. */
  readonly used: DeviceTime;
}

/** Names a place of this device: one alignment and at most one persistent anchor each. */
export const placeKey = (of: StoredAlignment['of']): string => (of ? `${of.session}/${of.frame}` : 'home');

/** Where the open session stands in the room that a headset is in. */
export type SpaceState =
  | { readonly state: 'off' }
  /**
   * The headset knows an anchor of this room and does not see it yet. Objects are not shown meanwhile, so
   * that nothing jumps.
   */
  | { readonly state: 'looking' }
  /** The session has reference points, and this device does not know where they are. */
  | { readonly state: 'unaligned'; readonly problem: AppError | undefined }
  | {
      readonly state: 'aligned';
      /** The frame; undefined where the session stands wherever this device put it. */
      readonly frame: ObjectId | undefined;
      readonly quality: AlignmentQuality;
      /**
       * `anchor`: comes back by itself; `visit`: until AR is left; `last`: as it was last time, nothing
       * confirms it.
       */
      readonly kept: 'anchor' | 'visit' | 'last';
      readonly problem: AppError | undefined;
    };

/** The person's progress in aligning, step by step. */
export type GuideState =
  | { readonly step: 'off' }
  | {
      readonly step: 'touch';
      /** Undefined: the points that are touched become a new frame. */
      readonly frame: Frame | undefined;
      /** Session space; as it was when they were touched. */
      readonly touched: readonly Vec3[];
      readonly problem: AppError | undefined;
    }
  /**
   * The points of a frame get new places: those where they are touched now, in the order in which the frame
   * has them.
   */
  | {
      readonly step: 'measure';
      readonly frame: Frame;
      /** Session space. */
      readonly touched: readonly Vec3[];
      readonly problem: AppError | undefined;
    }
  /** The session is carried to where it belongs; `frame` as far as there is one. */
  | { readonly step: 'carry'; readonly frame: Frame | undefined };

/**
 * Why points cannot be measured as things stand; undefined where they can. What is measured is written down
 * for everybody, so this device has to know where the session is: by touch or by hand, and by nothing that
 * has come into doubt since.
 */
export function measureProblem(space: SpaceState): AppError | undefined {
  if (space.state === 'off') return { code: 'align/not-in-ar' };
  if (space.state !== 'aligned') return { code: 'align/unsure' };
  const { quality, kept, frame, problem } = space;
  const isFound = quality.by === 'touch' || quality.by === 'hand';
  // Without a frame of its own a device stands in a place of its own, unless the frame was deleted under it.
  const isHere = frame !== undefined || problem?.code === 'align/gone';
  const isSure = isFound && isHere && kept !== 'last' && problem?.code !== 'align/changed';
  return isSure ? undefined : { code: 'align/unsure' };
}

/** Something of the room to draw while a person aligns; session space. */
export interface Marker {
  readonly name: string;
  readonly position: Vec3;
  /** `point`: a frame's, where it is believed to be; `touched`: done; `tip`: what touches. */
  readonly look: 'point' | 'touched' | 'tip';
}
