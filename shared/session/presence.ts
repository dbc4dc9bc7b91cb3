import { isObjectId, type ObjectId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { type Alignment, decodePlacement, type Placement, type Pose, unit, type Vec3 } from '../pose.ts';
import { isWellFormed, wellFormed } from '../text.ts';
import { readName } from './read.ts';

/**
 * The live state that is never saved: one record per connected device, in y-protocols awareness. Poses are in
 * session space (m, unit quaternion). The relay rewrites `user` and `role` from the token; the rest is the
 * device's word.
 */
export interface Presence {
  readonly user: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly device: 'headset' | 'phone' | 'screen';
  /**
   * `away`: looks at something else (another tab, the headset's own menu); `asleep`: the headset was taken
   * off.
   */
  readonly attention: 'here' | 'away' | 'asleep';
  /** The frame that this device is aligned to: who shares it with a person stands in the same real room. */
  readonly frame?: ObjectId;
  /** Left out by devices that have no such space, or do not know the session's place at first hand. */
  readonly shared?: SharedPlace;
  /** The eyes: -Z looks forward. */
  readonly head?: Pose;
  readonly left?: Pose;
  readonly right?: Pose;
  /** Objects in this person's hands, where they are right now; parents as in the document. */
  readonly held: readonly HeldObject[];
  /** The aims of this person's hands; left out while they point at nothing. */
  readonly aims?: readonly Aim[];
  /** Left out once it has been shown for `LIMITS.pingMs`. */
  readonly ping?: Ping;
}

export interface HeldObject {
  readonly id: string;
  readonly placement: Placement;
}

/** From the hand, or from the eyes of a screen, to what is pointed at; session space, m. */
export interface Aim {
  readonly from: Vec3;
  readonly to: Vec3;
}

/** A person asks the others to look at a place, or to come to it; session space, m. */
export interface Ping {
  /** Counts a device's pings, so that each is shown once. */
  readonly n: number;
  readonly asks: 'look' | 'come';
  readonly at: Vec3;
}

/** A space that headsets in one room share, and where it stands in session space. */
export interface SharedPlace {
  /** The headset's name for the space; headsets in another space use another name. */
  readonly space: string;
  readonly at: Alignment;
}

/** A pose on the wire: [px,py,pz, qx,qy,qz,qw], rounded to millimetres and 1e-4. */
type PoseTuple = readonly number[];

const round = (n: number, step: number): number => Math.round(n / step) * step;
const tidy = (n: number, digits: number): number => Number(round(n, 10 ** -digits).toFixed(digits));
const encodePoint = (p: Vec3): readonly number[] => p.map(n => tidy(n, 3));
const encodePose = (p: Pose): PoseTuple => [...encodePoint(p.position), ...p.rotation.map(n => tidy(n, 4))];

/** Finer than other poses: a whole session stands by it, a hundred metres from its origin too. */
const encodeShared = ({ space, at: { yaw, translation } }: SharedPlace): readonly unknown[] => [
  space,
  tidy(yaw, 6),
  ...translation.map(n => tidy(n, 4)),
];

export function encodePresence(p: Presence): Record<string, unknown> {
  return {
    user: p.user,
    name: wellFormed(p.name),
    color: p.color,
    device: p.device,
    attention: p.attention,
    ...(p.frame === undefined ? {} : { frame: p.frame }),
    ...(p.shared ? { shared: encodeShared(p.shared) } : {}),
    ...(p.head ? { head: encodePose(p.head) } : {}),
    ...(p.left ? { left: encodePose(p.left) } : {}),
    ...(p.right ? { right: encodePose(p.right) } : {}),
    held: p.held
      .slice(0, LIMITS.presenceHeldCount)
      .map(({ id, placement }) => [
        id,
        [
          placement.parent,
          ...placement.position.map(n => tidy(n, 4)),
          ...placement.rotation.map(n => tidy(n, 4)),
          ...placement.scale.map(n => tidy(n, 4)),
        ],
      ]),
    ...(p.aims && p.aims.length > 0
      ? {
          aims: p.aims
            .slice(0, LIMITS.presenceAimsCount)
            .map(({ from, to }) => [...encodePoint(from), ...encodePoint(to)]),
        }
      : {}),
    ...(p.ping ? { ping: { ...p.ping, at: encodePoint(p.ping.at) } } : {}),
  };
}

/** `count` numbers that can be metres of a session, or parts of a quaternion. */
function decodeNumbers(value: unknown, count: number): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined;
  return value.every(n => typeof n === 'number' && Math.abs(n) <= LIMITS.positionMaxM) ? value : undefined;
}

function decodePose(value: unknown): Pose | undefined {
  const numbers = decodeNumbers(value, 7);
  if (!numbers) return undefined;
  const [px, py, pz, qx, qy, qz, qw] = numbers as [number, number, number, number, number, number, number];
  return { position: [px, py, pz], rotation: unit([qx, qy, qz, qw]) };
}

function decodeShared(value: unknown): SharedPlace | undefined {
  if (!Array.isArray(value)) return undefined;
  const [space, ...at] = value as unknown[];
  const numbers = decodeNumbers(at, 4);
  const isName =
    typeof space === 'string' &&
    space !== '' &&
    space.length <= LIMITS.sharedSpaceChars &&
    isWellFormed(space);
  if (!isName || !numbers) return undefined;
  const [yaw, x, y, z] = numbers as [number, number, number, number];
  return { space, at: { yaw, translation: [x, y, z] } };
}

function decodeAims(value: unknown): readonly Aim[] {
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, LIMITS.presenceAimsCount) : [];
  return all.flatMap(each => {
    const numbers = decodeNumbers(each, 6);
    if (!numbers) return [];
    const [fx, fy, fz, tx, ty, tz] = numbers as [number, number, number, number, number, number];
    return [{ from: [fx, fy, fz], to: [tx, ty, tz] }];
  });
}

function decodePing(value: unknown): Ping | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { n, asks, at } = value as Record<string, unknown>;
  const point = decodeNumbers(at, 3);
  if (!Number.isSafeInteger(n) || !point) return undefined;
  const [x, y, z] = point as [number, number, number];
  return { n: n as number, asks: oneOf(asks, ['look', 'come'], 'look'), at: [x, y, z] };
}

const oneOf = <T extends string>(value: unknown, choices: readonly T[], fallback: T): T =>
  choices.find(each => each === value) ?? fallback;

function decodeHeld(value: unknown): readonly HeldObject[] {
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, LIMITS.presenceHeldCount) : [];
  return all.flatMap(each => {
    if (!Array.isArray(each) || typeof each[0] !== 'string') return [];
    const placement = decodePlacement(each[1]);
    return placement ? [{ id: each[0], placement }] : [];
  });
}

/** A presence from whatever a peer sent; undefined where it does not even name its user. */
export function decodePresence(value: unknown): Presence | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = value as Record<string, unknown>;
  if (typeof raw.user !== 'string' || raw.user.length > 64) return undefined;
  const head = decodePose(raw.head);
  const left = decodePose(raw.left);
  const right = decodePose(raw.right);
  // The relay's word, not the device's: who may only look holds nothing, and cannot make it seem so.
  const held = raw.role === 'viewer' ? [] : decodeHeld(raw.held);
  const aims = decodeAims(raw.aims);
  const ping = decodePing(raw.ping);
  const shared = decodeShared(raw.shared);
  return {
    user: raw.user,
    name: readName(raw.name) ?? 'Someone',
    color: typeof raw.color === 'string' && /^#[0-9a-fA-F]{6}$/.test(raw.color) ? raw.color : '#9aa7b8',
    device: oneOf(raw.device, ['headset', 'phone', 'screen'], 'screen'),
    attention: oneOf(raw.attention, ['here', 'away', 'asleep'], 'here'),
    ...(isObjectId(raw.frame) ? { frame: raw.frame } : {}),
    ...(shared ? { shared } : {}),
    ...(head ? { head } : {}),
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
    held,
    ...(aims.length > 0 ? { aims } : {}),
    ...(ping ? { ping } : {}),
  };
}
