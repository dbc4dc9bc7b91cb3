import { Group } from 'three';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Pose, Vec3 } from '../../../shared/pose.ts';
import type { Peer, SeenPing } from '../../model/index.ts';
import type { CardPages } from '../cards/pages.ts';
import type { Sight } from './edge.ts';
import { Peers } from './peers.ts';
import { PingArrows } from './ping-arrows.ts';
import { Pings } from './pings.ts';
import { Rays } from './rays.ts';

/**
 * All that shows of the other people: their bodies and names, what they point at, and where they ask
 * everybody to look.
 */
export class People {
  readonly object = new Group();
  readonly #peers: Peers;
  readonly #rays = new Rays();
  readonly #pings: Pings;
  readonly #arrows = new PingArrows();

  constructor(cards: CardPages) {
    this.#peers = new Peers(cards);
    this.#pings = new Pings(cards);
    this.object.matrixAutoUpdate = false;
    this.object.add(this.#peers.object, this.#rays.object, this.#pings.object, this.#arrows.object);
  }

  /** People who are aligned to the frame `here` are in the viewer's own room. */
  set(peers: readonly Peer[], here: ObjectId | undefined): void {
    this.#peers.set(peers, here);
    this.#rays.set(peers);
  }

  setPings(pings: readonly SeenPing[]): void {
    this.#pings.set(pings);
    this.#arrows.set(pings);
  }

  /**
   * Returns whether there is something new to see. `dt` in ms; `viewer` and the wearer's `head` in session
   * space.
   */
  update(dt: number, viewer: Vec3, head: Pose | undefined, sight: Sight): boolean {
    const changes = [this.#peers, this.#rays, this.#pings].map(each => each.update(dt, viewer));
    return this.#arrows.update(head, sight) || changes.includes(true);
  }

  dispose(): void {
    for (const each of [this.#peers, this.#rays, this.#pings, this.#arrows]) each.dispose();
    this.object.removeFromParent();
  }
}
