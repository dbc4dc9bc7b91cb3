import type { ReadStruct } from './struct.ts';

/** Structs after which it counts: a shorter update cannot cost much. */
const FROM_COUNT = 200;
/**
 * Slots are so many that structs of different paths share one by chance only, and hardly ever more than a few
 * do.
 */
const BYTES_PER_SLOT = 2;
const CHANCE_COUNT = 3;
const EXCESS_MAX = 200;

/**
 * Thrown for a client that writes again and again beside the same item, as if it did not know of its own
 * edits.
 */
export class ConflictFlood extends Error {}

const mix = (a: number, b: number): number =>
  Math.imul(a ^ (a >>> 15), 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);

function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Returns a hash of the position that a struct of a map claims; other positions rarely have the same. */
function positionOf({ origin, parent, key }: ReadStruct): number {
  if (origin) return mix(origin.clock, origin.client);
  const name = hashOf(key ?? '');
  return typeof parent === 'object'
    ? mix(mix(parent.clock, parent.client), name)
    : mix(hashOf(parent ?? ''), name);
}

/**
 * Ends the reading of an update that would have Yjs order very many values of one key. A client that knows of
 * its own edits writes each behind the last, so it hardly writes beside the same item twice. `conflicts.ts`
 * then counts exactly what is left.
 */
export class ConflictEstimator {
  readonly #bytes: number;
  #slots: Uint8Array | undefined;
  #structs = 0;
  #excess = 0;

  /** `bytes`: the size of the whole update. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Throws `ConflictFlood`. */
  add(struct: ReadStruct): void {
    this.#structs += 1;
    if (this.#structs <= FROM_COUNT || struct.rightOrigin) return;
    const { origin, parent } = struct;
    if (!origin && parent === undefined) return;
    this.#slots ??= new Uint8Array(2 ** Math.ceil(Math.log2(this.#bytes / BYTES_PER_SLOT)));
    const slot = mix(positionOf(struct), struct.client) & (this.#slots.length - 1);
    const count = this.#slots[slot] as number;
    if (count < CHANCE_COUNT) this.#slots[slot] = count + 1;
    else this.#excess += 1;
    if (this.#excess > EXCESS_MAX) throw new ConflictFlood('values that knew of none of each other');
  }
}
