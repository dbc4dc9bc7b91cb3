import {
  BufferAttribute,
  CylinderGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  RingGeometry,
} from 'three';
import { LIMITS } from '../../../shared/limits.ts';
import { distance, type Vec3 } from '../../../shared/pose.ts';
import type { SeenPing } from '../../model/index.ts';
import { NameTag } from '../cards/name-tag.ts';
import type { CardPages } from '../cards/pages.ts';

/** As large at any distance, within these (m): for each metre away, at least, and at most. */
const BEAM = { perM: 0.26, min: 0.25, max: 3 };
const RING = { perM: 0.13, min: 0.1, max: 1.5 };
/** How long (ms) a ring grows. */
const RING_MS = 1_200;
/** The name stands this far (m) above the beam. */
const NAME_M = 0.04;
/** At its end it fades this long (ms). */
const FADE_MS = 400;

interface Beam {
  readonly ping: SeenPing;
  readonly group: Group;
  readonly beam: Mesh;
  readonly rings: readonly Mesh[];
  readonly materials: readonly MeshBasicMaterial[];
  readonly tag: NameTag;
  /** ms since it was first shown. */
  age: number;
}

/**
 * "Look here": rings on the place, a beam over it, and whose it is. Seen through everything, as it may be
 * behind something.
 */
export class Pings {
  readonly object = new Group();
  readonly #cards: CardPages;
  readonly #ring = new RingGeometry(0.9, 1, 64).rotateX(-Math.PI / 2);
  readonly #column = fadingColumn();
  readonly #beams = new Map<string, Beam>();
  readonly #calm = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)');
  #changed = false;

  constructor(cards: CardPages) {
    this.#cards = cards;
    this.object.name = 'pings';
  }

  set(pings: readonly SeenPing[]): void {
    const seen = new Set(pings.map(({ key }) => key));
    for (const [key, beam] of this.#beams) if (!seen.has(key)) this.#remove(key, beam);
    for (const ping of pings) if (!this.#beams.has(ping.key)) this.#beams.set(ping.key, this.#make(ping));
    this.#changed = true;
  }

  /** Returns whether something is to be drawn anew. `dt` in ms; `viewer` in session space. */
  update(dt: number, viewer: Vec3): boolean {
    const changed = this.#changed || this.#beams.size > 0;
    this.#changed = false;
    for (const beam of this.#beams.values()) {
      beam.age += dt;
      this.#pulse(beam, viewer);
    }
    return changed;
  }

  dispose(): void {
    for (const [key, beam] of this.#beams) this.#remove(key, beam);
    this.#ring.dispose();
    this.#column.dispose();
    this.object.removeFromParent();
  }

  #make(ping: SeenPing): Beam {
    const group = new Group();
    group.position.fromArray(ping.at);
    const material = (): MeshBasicMaterial =>
      new MeshBasicMaterial({
        color: ping.color,
        transparent: true,
        depthTest: false,
        depthWrite: false,
        toneMapped: false,
        side: DoubleSide,
      });
    const light = material();
    light.vertexColors = true;
    const beam = new Mesh(this.#column, light);
    const rings = [material(), material()].map(each => new Mesh(this.#ring, each));
    for (const each of [beam, ...rings]) {
      each.renderOrder = 28;
      each.frustumCulled = false;
    }
    group.add(beam, ...rings);
    this.object.add(group);
    const materials = [light, ...rings.map(({ material: each }) => each)];
    return { ping, group, beam, rings, materials, tag: new NameTag(this.#cards), age: 0 };
  }

  #pulse({ ping, beam, rings, materials, tag, age }: Beam, viewer: Vec3): void {
    const { name, color, at, asks } = ping;
    const away = distance(at, viewer);
    const height = sized(BEAM, away);
    const widest = sized(RING, away);
    const left = Math.min(1, Math.max(0, (LIMITS.pingMs - age) / FADE_MS));
    beam.scale.set(height, height, height);
    const [light, ...circles] = materials;
    if (light) light.opacity = 0.75 * left;
    for (const [i, ring] of rings.entries()) {
      // The second one follows half a round later; where motion is not wanted both lie still.
      const round = this.#calm?.matches ? (i + 1) / 2 : (age / RING_MS + i / 2) % 1;
      ring.scale.setScalar(Math.max(0.01, round * widest));
      const circle = circles[i];
      if (circle) circle.opacity = left * (this.#calm?.matches ? 0.9 : 1 - round);
    }
    const words = asks === 'look' ? `${name} · look here` : `${name} · come here`;
    tag.set(words, color, [at[0], at[1] + height + NAME_M * Math.max(1, away), at[2]], left);
  }

  #remove(key: string, { group, materials, tag }: Beam): void {
    for (const each of materials) each.dispose();
    tag.remove();
    this.object.remove(group);
    this.#beams.delete(key);
  }
}

const sized = ({ perM, min, max }: typeof BEAM, away: number): number =>
  Math.min(max, Math.max(min, perM * away));

/** Upwards from the origin, 1 high; its light fading out on the way. */
function fadingColumn(): CylinderGeometry {
  const geometry = new CylinderGeometry(0.005, 0.012, 1, 12, 8, true);
  geometry.translate(0, 0.5, 0);
  const position = geometry.getAttribute('position');
  const colors = new Float32Array(position.count * 4).fill(1);
  for (let i = 0; i < position.count; i++) colors[i * 4 + 3] = 0.1 + 0.9 * (1 - position.getY(i)) ** 1.2;
  geometry.setAttribute('color', new BufferAttribute(colors, 4));
  return geometry;
}
