/** Damage to an LMDB file, as disks and people do it: each kind at a place that a seed chooses. */

const PAGE_BYTES = 4096;
const HEAD_BYTES = 24;

export type Random = () => number;

export function seeded(seed: number): Random {
  let state = Math.imul(seed, 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const below = (random: Random, count: number): number => Math.floor(random() * count);

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes[at] = (bytes[at] as number) ^ (1 << below(random, 8));
}

function scramble(bytes: Buffer, from: number, to: number, random: Random): void {
  for (let i = from; i < Math.min(to, bytes.length); i++) bytes[i] = below(random, 256);
}

const pageAt = (bytes: Buffer, random: Random): number =>
  PAGE_BYTES * below(random, Math.floor(bytes.length / PAGE_BYTES));

export const DAMAGES: Record<string, (bytes: Buffer, random: Random) => Buffer | undefined> = {
  'one bit': (bytes, random) => void flip(bytes, below(random, bytes.length), random),
  'eight bits': (bytes, random) => {
    for (let i = 0; i < 8; i++) flip(bytes, below(random, bytes.length), random);
    return undefined;
  },
  '64 random bytes': (bytes, random) => {
    const at = below(random, bytes.length);
    return void scramble(bytes, at, at + 64, random);
  },
  'a range of zeros': (bytes, random) => {
    const at = below(random, bytes.length);
    bytes.fill(0, at, Math.min(bytes.length, at + below(random, 9_000)));
    return undefined;
  },
  'random pages': (bytes, random) => {
    const at = pageAt(bytes, random);
    return void scramble(bytes, at, at + PAGE_BYTES * (1 + below(random, 4)), random);
  },
  'cut off': (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  'a bit in a head': (bytes, random) => void flip(bytes, pageAt(bytes, random) + below(random, 60), random),
  'a bit of a meta page': (bytes, random) =>
    void flip(bytes, PAGE_BYTES * below(random, 2) + below(random, 168), random),
  // The eight bytes before a key: lengths, flags, page numbers.
  'a bit in an entry': (bytes, random) => {
    const page = pageAt(bytes, random);
    const count = Math.min(bytes.readUInt16LE(page + 20) / 2, 400);
    const slot = page + HEAD_BYTES + 2 * below(random, Math.max(1, Math.floor(count)));
    const at = page + HEAD_BYTES + bytes.readUInt16LE(slot) + below(random, 8);
    if (at < bytes.length) flip(bytes, at, random);
    return undefined;
  },
  'the list of free pages': (bytes, random) => {
    // Its keys are numbers of 8 bytes, which nothing else in the file has.
    const found: number[] = [];
    for (let page = 2 * PAGE_BYTES; page + PAGE_BYTES <= bytes.length; page += PAGE_BYTES) {
      if (bytes.readUInt16LE(page + 18) !== 2 || bytes.readUInt16LE(page + 20) === 0) continue;
      const at = page + HEAD_BYTES + bytes.readUInt16LE(page + HEAD_BYTES);
      if (at + 8 <= page + PAGE_BYTES && bytes.readUInt16LE(at + 6) === 8) found.push(at + 16);
    }
    const at = found[below(random, found.length)];
    if (at !== undefined) flip(bytes, at + below(random, 24), random);
    return undefined;
  },
};

/** The file with the damage of this seed, and what that is called. */
export function damaged(whole: Buffer, seed: number): { readonly kind: string; readonly bytes: Buffer } {
  const kinds = Object.keys(DAMAGES);
  const kind = kinds[seed % kinds.length] as string;
  const bytes = Buffer.from(whole);
  return { kind, bytes: DAMAGES[kind]?.(bytes, seeded(seed)) ?? bytes };
}
