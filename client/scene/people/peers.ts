import { Color, Group, Matrix4, MeshStandardMaterial, Quaternion, SphereGeometry, Vector3 } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { ObjectId } from '../../../shared/ids.ts';
import {
  add,
  distance,
  fromYaw,
  multiply,
  type Pose,
  rotate,
  type Vec3,
  yawOf,
} from '../../../shared/pose.ts';
import type { Presence } from '../../../shared/session/index.ts';
import type { Peer } from '../../model/index.ts';
import { NameTag } from '../cards/name-tag.ts';
import type { CardPages } from '../cards/pages.ts';
import { InstancePool, type Slot } from '../instancing/pool.ts';
import { finish } from '../instancing/solids.ts';
import { follow, mixPose } from '../world.ts';

/**
 * People nearer than this to the viewer's own eyes (m) are not drawn: they would be all there is to see. Who
 * looks through a screen is not there in the flesh, so that one makes room earlier; two who open a session
 * look at it from the same place.
 */
const TOO_NEAR_M = { headset: 0.3, phone: 0.9, screen: 0.9 } as const;
const TAG_ABOVE_M = 0.2;

type Limb = 'head' | 'left' | 'right';
const LIMBS: readonly Limb[] = ['head', 'left', 'right'];

/** A shape of a body: which pool, its size (m) and where it sits (m) on the limb. */
interface Shape {
  readonly pool: 'round' | 'block';
  readonly size: Vec3;
  readonly at: Vec3;
  /** Undefined: the person's colour. */
  readonly color?: string;
  /** Turns only with the limb's yaw: shoulders stay level. */
  readonly level?: true;
}

const GLASS = '#10151d';
const WEARER: readonly Shape[] = [
  { pool: 'block', size: [0.175, 0.2, 0.19], at: [0, -0.02, 0.05] },
  { pool: 'block', size: [0.183, 0.088, 0.08], at: [0, 0.005, -0.02], color: GLASS },
  { pool: 'block', size: [0.27, 0.2, 0.14], at: [0, -0.26, 0.06], level: true },
];
const SCREEN: readonly Shape[] = [
  { pool: 'block', size: [0.24, 0.16, 0.024], at: [0, 0, 0] },
  { pool: 'block', size: [0.215, 0.136, 0.02], at: [0, 0, -0.004], color: GLASS },
  { pool: 'round', size: [0.018, 0.018, 0.008], at: [0, 0, -0.014] },
];
const HAND: readonly Shape[] = [
  { pool: 'block', size: [0.075, 0.034, 0.085], at: [0, 0, 0.015] },
  { pool: 'round', size: [0.022, 0.022, 0.07], at: [0, 0.002, -0.05] },
];

/** Share of the way to gray, and how visible the name stays. */
const DIM: Record<Presence['attention'], { gray: number; tag: number; word: string }> = {
  here: { gray: 0, tag: 1, word: '' },
  away: { gray: 0.55, tag: 0.75, word: ' · away' },
  asleep: { gray: 0.8, tag: 0.5, word: ' · asleep' },
};
const GRAY = new Color('#5c6675');

interface Body {
  presence: Presence;
  readonly now: Map<Limb, Pose>;
  /** By limb and shape; kept from picture to picture, so that somebody who moves allocates nothing. */
  readonly slots: Map<string, { readonly slot: Slot; readonly pool: InstancePool }>;
  readonly tag: NameTag;
  /** Too near to the viewer's eyes to be drawn. */
  hidden: boolean;
  /** In the same real room as the viewer, who sees them through the glass: only their name is drawn. */
  isInTheFlesh: boolean;
}

const matrix = new Matrix4();
const position = new Vector3();
const turn = new Quaternion();
const size = new Vector3();
const color = new Color();

/**
 * The other people: a head that shows where it looks, hands, and a name. All of them together are a handful
 * of draw calls.
 */
export class Peers {
  readonly object = new Group();
  readonly #cards: CardPages;
  readonly #material = new MeshStandardMaterial({ roughness: 0.5, vertexColors: true });
  readonly #geometries = {
    round: finish(new SphereGeometry(0.5, 24, 16), 0.88),
    block: finish(new RoundedBoxGeometry(1, 1, 1, 5, 0.32), 0.9),
  };
  readonly #pools = {
    round: new InstancePool('people, round', this.#geometries.round, this.#material),
    block: new InstancePool('people, block', this.#geometries.block, this.#material),
  };
  readonly #bodies = new Map<number, Body>();
  #changed = false;

  constructor(cards: CardPages) {
    this.#cards = cards;
    this.object.name = 'people';
    this.object.matrixAutoUpdate = false;
    this.object.add(this.#pools.round.object, this.#pools.block.object);
  }

  get count(): number {
    return this.#bodies.size;
  }

  set(peers: readonly Peer[], here: ObjectId | undefined): void {
    this.#changed = true;
    const seen = new Set(peers.map(peer => peer.client));
    for (const [client, body] of this.#bodies) {
      if (seen.has(client)) continue;
      this.#clear(body);
      this.#bodies.delete(client);
    }
    for (const { client, presence } of peers) {
      const isInTheFlesh = here !== undefined && presence.frame === here && presence.device === 'headset';
      const body = this.#bodies.get(client);
      if (body) Object.assign(body, { presence, isInTheFlesh });
      else
        this.#bodies.set(client, {
          presence,
          isInTheFlesh,
          now: new Map(),
          slots: new Map(),
          tag: new NameTag(this.#cards),
          hidden: false,
        });
    }
  }

  /** Returns whether somebody moved. `dt` in ms; `viewer` in session space. */
  update(dt: number, viewer: Vec3): boolean {
    let moved = this.#changed;
    this.#changed = false;
    const k = follow(dt);
    for (const { presence, now } of this.#bodies.values()) {
      for (const limb of LIMBS) {
        const target = presence[limb];
        const from = now.get(limb);
        if (from === target) continue;
        if (!target) now.delete(limb);
        else if (!from || distance(from.position, target.position) < 2e-4)
          now.set(limb, settle(from, target));
        else now.set(limb, mixPose(from, target, k));
        moved = true;
      }
    }
    for (const body of this.#bodies.values()) {
      const head = body.now.get('head');
      const hidden = !head || distance(head.position, viewer) < TOO_NEAR_M[body.presence.device];
      moved ||= hidden !== body.hidden;
      body.hidden = hidden;
    }
    if (moved) for (const body of this.#bodies.values()) this.#draw(body);
    return moved;
  }

  dispose(): void {
    for (const body of this.#bodies.values()) this.#clear(body);
    this.#bodies.clear();
    for (const pool of Object.values(this.#pools)) pool.dispose();
    for (const geometry of Object.values(this.#geometries)) geometry.dispose();
    this.#material.dispose();
    this.object.removeFromParent();
  }

  #draw(body: Body): void {
    const { presence, now, slots, hidden } = body;
    const stale = new Set(slots.keys());
    for (const limb of hidden || body.isInTheFlesh ? [] : LIMBS) {
      const pose = now.get(limb);
      const shapes = limb !== 'head' ? HAND : presence.device === 'headset' ? WEARER : SCREEN;
      if (pose) {
        shapes.forEach((shape, i) => {
          const key = `${limb} ${shape.pool} ${i}`;
          stale.delete(key);
          this.#shape(body, key, shape, pose);
        });
      }
    }
    for (const key of stale) {
      const each = slots.get(key);
      each?.pool.remove(each.slot);
      slots.delete(key);
    }
    const head = now.get('head');
    if (hidden || !head) body.tag.remove();
    else {
      const { word, tag } = DIM[presence.attention];
      const [x, y, z] = head.position;
      body.tag.set(`${presence.name}${word}`, presence.color, [x, y + TAG_ABOVE_M, z], tag);
    }
  }

  #shape(body: Body, key: string, shape: Shape, pose: Pose): void {
    const rotation = shape.level ? fromYaw(yawOf(pose.rotation)) : pose.rotation;
    matrix.compose(
      position.fromArray(add(pose.position, rotate(rotation, shape.at))),
      turn.fromArray(rotation),
      size.fromArray(shape.size),
    );
    const pool = this.#pools[shape.pool];
    const slot = body.slots.get(key)?.slot ?? pool.add();
    body.slots.set(key, { slot, pool });
    color.set(shape.color ?? body.presence.color).lerp(GRAY, DIM[body.presence.attention].gray);
    pool.set(slot, matrix, color.r, color.g, color.b);
  }

  #clear(body: Body): void {
    for (const { slot, pool } of body.slots.values()) pool.remove(slot);
    body.slots.clear();
    body.tag.remove();
  }
}

/** The end of a movement: the target itself once the rest of the turn is too small to see. */
function settle(from: Pose | undefined, target: Pose): Pose {
  if (!from) return target;
  const q = multiply(
    [-from.rotation[0], -from.rotation[1], -from.rotation[2], from.rotation[3]],
    target.rotation,
  );
  return Math.abs(q[3]) > 0.99999 ? target : mixPose(from, target, 0.4);
}
