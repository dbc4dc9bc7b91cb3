import { Matrix4 } from 'three';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Slot } from '../instancing/pool.ts';
import { type Card, card } from './card.ts';
import type { CardPages, CardPicture } from './pages.ts';

const HEIGHT_M = 0.055;
const matrix = new Matrix4();

interface Shown {
  readonly picture: CardPicture;
  readonly slot: Slot;
}

/**
 * A few words with a dot of a person's colour, over something that is that person's. Its maker calls
 * `remove`.
 */
export class NameTag {
  readonly #cards: CardPages;
  #shown: Shown | undefined;

  constructor(cards: CardPages) {
    this.#cards = cards;
  }

  /**
   * Shows it, its middle at `at` (session space); `opacity` 0 to 1. Painted anew only where words or colour
   * are others.
   */
  set(text: string, color: string, at: Vec3, opacity: number): void {
    const wanted = card('tag', text, color, Math.min(7, 1.15 + text.length * 0.25), 'Someone');
    if (this.#shown?.picture.card.key !== wanted.key) this.remove();
    this.#shown ??= this.#show(wanted);
    const { picture, slot } = this.#shown;
    matrix.makeScale(HEIGHT_M * wanted.aspect, HEIGHT_M, 1).setPosition(...at);
    picture.pool.set(slot, matrix, picture.layer, 0, opacity);
  }

  #show(wanted: Card): Shown {
    const picture = this.#cards.acquire(wanted);
    return { picture, slot: picture.pool.add() };
  }

  remove(): void {
    if (!this.#shown) return;
    this.#shown.picture.pool.remove(this.#shown.slot);
    this.#cards.release(this.#shown.picture);
    this.#shown = undefined;
  }
}
