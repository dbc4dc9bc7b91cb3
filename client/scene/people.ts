import { Group } from 'three';
import type { ObjectId } from '../../shared/ids.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { Peer, SeenPing } from '../model/index.ts';
import type { CardPages } from './cards/pages.ts';
import { Peers } from './peers.ts';
import { Pings } from './pings.ts';
import { Rays } from './rays.ts';

/** All that shows of the other people: their bodies and names, what they point at, and where they ask everybody to look. */
export class People {
  readonly object = new Group();
  readonly #peers: Peers;
  readonly #rays = new Rays();
  readonly #pings: Pings;

  constructor(cards: CardPages) {
    this.#peers = new Peers(cards);
    this.#pings = new Pings(cards);
    this.object.matrixAutoUpdate = false;
    this.object.add(this.#peers.object, this.#rays.object, this.#pings.object);
  }

  /** Who is aligned to the frame `here` is in the viewer's own room. */
  set(peers: readonly Peer[], here: ObjectId | undefined): void {
    this.#peers.set(peers, here);
    this.#rays.set(peers);
  }

  setPings(pings: readonly SeenPing[]): void {
    this.#pings.set(pings);
  }

  /** Answers whether there is something new to see. `dt` in ms; `viewer` in session space. */
  update(dt: number, viewer: Vec3): boolean {
    const changes = [this.#peers, this.#rays, this.#pings].map(each => each.update(dt, viewer));
    return changes.includes(true);
  }

  dispose(): void {
    for (const each of [this.#peers, this.#rays, this.#pings]) each.dispose();
    this.object.removeFromParent();
  }
}
