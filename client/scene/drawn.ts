import { type BufferGeometry, Matrix4, Quaternion, Vector3 } from 'three';
import { halfExtents, length, type Pose, rotate, type Vec3 } from '../../shared/pose.ts';
import { card } from './cards/card.ts';
import type { CardPicture } from './cards/pages.ts';
import type { Emphasis, Instance } from './instancing/batch.ts';
import type { Kit } from './instancing/kit.ts';
import type { Part } from './instancing/parts.ts';
import type { Slot } from './instancing/pool.ts';
import { strokeGeometry } from './instancing/stroke-geometry.ts';
import type { Bounds } from './stage/screen-camera.ts';

/** Pose, size and emphasis of a drawn object. */
export interface Look {
  readonly pose: Pose;
  /** Metres. */
  readonly size: Vec3;
  readonly emphasis: Emphasis;
  /** `#rrggbb` of the outline, where there is one. */
  readonly outline: string;
}

/** A part of a drawn object that a ray can hit. `plate`: a rectangle that faces the viewer. */
export type Target =
  | { readonly target: 'mesh'; readonly geometry: BufferGeometry }
  | { readonly target: 'plate'; readonly center: Vec3; readonly width: number; readonly height: number };

const WHITE = '#ffffff';
const BADGE = { gap: 0.02, width: 0.05, height: 0.05 };
const PLACEHOLDER = '#9aa7b8';

interface ShapePiece {
  readonly instance: Pick<Instance, 'set' | 'remove'>;
  readonly geometry: BufferGeometry;
  /** Undefined: white, so that its own colours show as they are. */
  readonly color: string | undefined;
}
interface CardPiece {
  readonly picture: CardPicture;
  readonly slot: Slot;
  readonly part: Part;
}

const position = new Vector3();
const rotation = new Quaternion();
const scale = new Vector3();
const matrix = new Matrix4();

export const composed = (p: Vec3, q: readonly number[], sx: number, sy: number, sz: number): Matrix4 =>
  matrix.compose(position.set(p[0], p[1], p[2]), rotation.fromArray(q), scale.set(sx, sy, sz));

/** The upright box around all of these; undefined around nothing. */
export function boundsOf(looks: Iterable<Pick<Look, 'pose' | 'size'>>): Bounds | undefined {
  const far = Number.POSITIVE_INFINITY;
  const min: [number, number, number] = [far, far, far];
  const max: [number, number, number] = [-far, -far, -far];
  for (const { pose, size } of looks) {
    const half = halfExtents(pose, size);
    for (const axis of [0, 1, 2] as const) {
      min[axis] = Math.min(min[axis], pose.position[axis] - half[axis]);
      max[axis] = Math.max(max[axis], pose.position[axis] + half[axis]);
    }
  }
  return min[0] === far ? undefined : { min, max };
}

/** The same for parts that can keep their instances. A model's key changes when its bytes arrive. */
export const partsKey = (parts: readonly Part[], kit: Kit): string =>
  parts
    .map(part => {
      if (part.part === 'solid') return `${part.solid} ${part.color}`;
      if (part.part === 'model')
        return `${part.asset} ${part.color} ${kit.assets.get(part.asset) !== undefined}`;
      if (part.part === 'stroke')
        return `stroke ${part.color} ${part.width} ${part.size.join()} ${nameOf(part.points)}`;
      return `${part.part} ${part.card.key}`;
    })
    .join('\n');

const names = new WeakMap<readonly number[], number>();
let named = 0;
/**
 * The same for the same array: a line is never changed in place, and to compare thousands of numbers each
 * frame would be slow.
 */
function nameOf(points: readonly number[]): number {
  const name = names.get(points) ?? ++named;
  names.set(points, name);
  return name;
}

/** The instances of one object. Whoever made it calls `remove`. */
export class Drawn {
  readonly key: string;
  readonly #kit: Kit;
  readonly #shapes: ShapePiece[] = [];
  readonly #cards: CardPiece[] = [];
  readonly #assets: string[] = [];
  #badge: CardPiece | undefined;
  #look: Look | undefined;

  /** `ghost`: faint, for what is not placed yet. */
  constructor(kit: Kit, parts: readonly Part[], ghost = false) {
    this.#kit = kit;
    this.key = partsKey(parts, kit);
    const batches = ghost ? kit.faint : kit.full;
    for (const part of parts) {
      if (part.part === 'solid') {
        const { solid, color } = part;
        this.#shapes.push({ instance: batches.solid(solid).add(), geometry: kit.geometry(solid), color });
      } else if (part.part === 'model') {
        if (part.asset !== undefined) this.#hold(part.asset);
        const primitives = part.asset === undefined ? undefined : kit.assets.get(part.asset);
        primitives?.forEach((primitive, i) => {
          const instance = batches.primitive(part.asset ?? '', i, primitive).add();
          const color = primitive.tinted ? part.color : undefined;
          this.#shapes.push({ instance, geometry: primitive.geometry, color });
        });
        if (!primitives) {
          const color = part.color ?? PLACEHOLDER;
          this.#shapes.push({ instance: kit.faint.solid('box').add(), geometry: kit.geometry('box'), color });
        }
      } else if (part.part === 'stroke') {
        const geometry = strokeGeometry(part.points, part.size, part.width);
        this.#shapes.push({ instance: batches.strokes.add(geometry), geometry, color: part.color });
      } else this.#cards.push(this.#addCard(part));
    }
  }

  get look(): Look | undefined {
    return this.#look;
  }

  place(look: Look): void {
    this.#look = look;
    const { pose, size, emphasis, outline } = look;
    for (const { instance, color } of this.#shapes) {
      instance.set(composed(pose.position, pose.rotation, ...size), color ?? WHITE, emphasis, outline);
    }
    if (emphasis === 'locked') {
      const lock = card('lock', '', outline, 1, '');
      if (this.#badge && this.#badge.picture.card.key !== lock.key) this.#dropBadge();
      this.#badge ??= this.#addCard({ part: 'plate', card: lock, above: BADGE });
    } else this.#dropBadge();
    for (const each of this.#badge ? [...this.#cards, this.#badge] : this.#cards) this.#placeCard(each, look);
  }

  /** Radius (m) around the position that holds all of it. */
  get radius(): number {
    if (!this.#look) return 0;
    const { size, pose } = this.#look;
    let radius = length(size) / 2;
    for (const { part } of this.#cards) {
      if (part.part !== 'plate' || !part.above) continue;
      const { gap, width, height } = part.above;
      radius = Math.max(radius, halfExtents(pose, size)[1] + gap + height + width / 2);
    }
    return radius;
  }

  /** Parts that a ray can hit; meshes fill the object's size. */
  get targets(): readonly Target[] {
    const targets: Target[] = this.#shapes.map(({ geometry }) => ({ target: 'mesh', geometry }));
    for (const { part } of this.#cards) {
      if (this.#look && part.part === 'plate')
        targets.push({ target: 'plate', ...plateAt(part, this.#look) });
    }
    return targets;
  }

  remove(): void {
    for (const { instance } of this.#shapes) instance.remove();
    for (const each of this.#cards) this.#dropCard(each);
    for (const asset of this.#assets) this.#kit.assets.letGo(asset);
    this.#dropBadge();
  }

  #hold(asset: string): void {
    this.#kit.assets.hold(asset);
    this.#assets.push(asset);
  }

  #addCard(part: Part & { part: 'plate' | 'paper' }): CardPiece {
    const picture = this.#kit.cards.acquire(part.card);
    return { picture, slot: picture.pool.add(), part };
  }

  #placeCard({ picture, slot, part }: CardPiece, look: Look): void {
    const { pose, size } = look;
    const mark = cardMark(look);
    if (part.part === 'paper') {
      const lift = rotate(pose.rotation, [0, 0, size[2] / 2 + 0.0006]);
      const at: Vec3 = [pose.position[0] + lift[0], pose.position[1] + lift[1], pose.position[2] + lift[2]];
      composed(at, pose.rotation, size[0] * 0.985, size[1] * 0.985, 1);
      picture.pool.set(slot, matrix, picture.layer, 0, 1);
    } else if (part.part === 'plate') {
      const { center, width, height } = plateAt(part, look);
      composed(center, [0, 0, 0, 1], width, height, 1);
      picture.pool.set(slot, matrix, picture.layer, part.above ? 0 : mark, 1);
    }
  }

  #dropCard({ picture, slot }: CardPiece): void {
    picture.pool.remove(slot);
    this.#kit.cards.release(picture);
  }

  #dropBadge(): void {
    if (this.#badge) this.#dropCard(this.#badge);
    this.#badge = undefined;
  }
}

/** As the cards' shader reads it. */
function cardMark({ emphasis, outline }: Look): number {
  if (emphasis === 'taken') return -1 - Number.parseInt(outline.slice(1), 16);
  return emphasis === 'selected' ? 1 : emphasis === 'locked' ? 2 : 0;
}

function plateAt(
  part: Part & { part: 'plate' },
  { pose, size }: Look,
): { center: Vec3; width: number; height: number } {
  const [x, y, z] = pose.position;
  if (!part.above) return { center: [x, y, z], width: size[0], height: size[1] };
  const { gap, width, height } = part.above;
  return { center: [x, y + halfExtents(pose, size)[1] + gap + height / 2, z], width, height };
}
