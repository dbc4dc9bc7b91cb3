import { Group } from 'three';
import {
  add,
  between,
  distance,
  normalize,
  scaleBy,
  subtract,
  UPRIGHT,
  type Vec3,
} from '../../../shared/pose.ts';
import type { DrawnLine, Measure, ToolOutput } from '../../model/index.ts';
import { card } from '../cards/card.ts';
import { composed, Drawn } from '../drawn.ts';
import type { Instance } from '../instancing/batch.ts';
import type { Kit } from '../instancing/kit.ts';
import { Cursors } from './cursors.ts';
import { Ghost } from './ghost.ts';
import { Ghosts } from './ghosts.ts';

/** Drawings of the tools over the session, which are no part of it. */
export type Shown = Pick<ToolOutput, 'preview' | 'cursors' | 'lines' | 'measure'>;

const NOTHING: Shown = { preview: undefined, cursors: [], lines: [], measure: undefined };
const TAPE_M = 0.004;
const TAPE_LABEL: Vec3 = [0.16, 0.05, 0.01];
/** Up to this far away (m) the tape and its number have their true size. */
const NEAR_M = 1;

/** Previews, cursors, lines under way and the tape. Whoever made it calls `dispose`. */
export class Overlay {
  readonly object = new Group();
  readonly ghosts: Ghosts;
  readonly #kit: Kit;
  readonly #ghost: Ghost;
  readonly #cursors = new Cursors();
  readonly #lines = new Map<string, Chain>();
  #tape: Chain | undefined;
  #label: Drawn | undefined;
  #measured = '';

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#ghost = new Ghost(kit);
    this.ghosts = new Ghosts(kit);
    this.object.add(this.#cursors.object);
  }

  /**
   * Replaces what was shown; answers whether anything changed. `eye` in session space; `accent`: `#rrggbb`.
   */
  set(shown: Shown, eye: Vec3, accent: string): boolean {
    const ghost = this.#ghost.set(shown.preview, accent);
    const cursors = this.#cursors.set(shown.cursors, eye, accent);
    const lines = this.#setLines(shown.lines);
    return this.#setMeasure(shown.measure, eye, accent) || lines || cursors || ghost;
  }

  /** Draws again, for a model that has arrived. */
  refresh(): void {
    this.#ghost.refresh();
    this.ghosts.refresh();
  }

  dispose(): void {
    this.set(NOTHING, [0, 0, 0], '#ffffff');
    this.#ghost.dispose();
    this.ghosts.dispose();
    this.#cursors.dispose();
    this.object.removeFromParent();
  }

  #setLines(lines: readonly DrawnLine[]): boolean {
    let changed = false;
    const seen = new Set(lines.map(({ pointer }) => pointer));
    for (const [pointer, chain] of this.#lines) {
      if (seen.has(pointer)) continue;
      chain.remove();
      this.#lines.delete(pointer);
      changed = true;
    }
    for (const { pointer, points, color, width } of lines) {
      const chain = this.#lines.get(pointer) ?? new Chain(this.#kit, color, width);
      this.#lines.set(pointer, chain);
      changed = chain.follow(points) || changed;
    }
    return changed;
  }

  #setMeasure(measure: Measure | undefined, eye: Vec3, accent: string): boolean {
    const key = measure ? JSON.stringify([measure, eye, accent]) : '';
    if (key === this.#measured) return false;
    this.#measured = key;
    this.#tape?.remove();
    this.#tape = undefined;
    if (!measure) {
      this.#label?.remove();
      this.#label = undefined;
      return true;
    }
    const { from, to } = measure;
    const middle = scaleBy(add(from, to), 0.5);
    // From far away a tape of its true size would be a hair, and its number a speck.
    const far = Math.max(1, distance(eye, middle) / NEAR_M);
    this.#tape = new Chain(this.#kit, accent, TAPE_M * far);
    this.#tape.follow([from, to]);
    const text = card('plate', lengthInWords(distance(from, to)), accent, TAPE_LABEL[0] / TAPE_LABEL[1], '');
    const part = { part: 'plate', card: text } as const;
    if (this.#label?.key !== `plate ${text.key}`) {
      this.#label?.remove();
      this.#label = new Drawn(this.#kit, [part]);
    }
    this.#label.place({
      pose: { position: add(middle, [0, 0.05 * far, 0]), rotation: UPRIGHT },
      size: scaleBy(TAPE_LABEL, far),
      emphasis: 'still',
      outline: accent,
    });
    return true;
  }
}

/** Below a metre in centimetres, to the millimetre: what a hand with a tape would say. */
export function lengthInWords(metres: number): string {
  const millimetres = Math.round(metres * 1000);
  return millimetres < 1000 ? `${(millimetres / 10).toFixed(1)} cm` : `${metres.toFixed(2)} m`;
}

/** A line under way as short pieces: a new point costs one piece more, however long the line is. */
class Chain {
  readonly #kit: Kit;
  readonly #color: string;
  readonly #width: number;
  #pieces: Instance[] = [];
  #first: Vec3 | undefined;

  constructor(kit: Kit, color: string, width: number) {
    this.#kit = kit;
    this.#color = color;
    this.#width = width;
  }

  /** Returns whether it grew, or began again. */
  follow(points: readonly Vec3[]): boolean {
    const before = this.#pieces.length;
    const isAnother = this.#first !== points[0] || points.length - 1 < before;
    if (isAnother) this.remove();
    this.#first = points[0];
    for (let i = this.#pieces.length + 1; i < points.length; i++) {
      const [a, b] = [points[i - 1], points[i]];
      if (a && b) this.#pieces.push(this.#piece(a, b));
    }
    return isAnother || this.#pieces.length !== before;
  }

  remove(): void {
    for (const piece of this.#pieces) piece.remove();
    this.#pieces = [];
  }

  #piece(a: Vec3, b: Vec3): Instance {
    const instance = this.#kit.full.solid('cylinder').add();
    const along = subtract(b, a);
    const rotation = between([0, 1, 0], normalize(along));
    // A little longer than the gap, so that bends have no notches.
    const length = distance(a, b) + this.#width * 0.5;
    const matrix = composed(scaleBy(add(a, b), 0.5), rotation, this.#width, length, this.#width);
    instance.set(matrix, this.#color, 'still', this.#color);
    return instance;
  }
}
